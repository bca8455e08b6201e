import { type Instant, instant, instantFromMs, plusMs } from "../../../src/core/instant.ts";
import { type DelayNotice, noticeInForce, noticesThatCount } from "../../../src/core/sla/delay-notice.ts";
import { foldClock, withAnnouncements } from "../../../src/core/sla/fold-clock.ts";
import { announcementKey, nextStep } from "../../../src/core/sla/next-step.ts";
import type { Announcement, ClockEvent } from "../../../src/core/sla/review-clock.ts";
import { zoneNamed } from "../../../src/core/sla/zone.ts";
import { fc } from "../../helpers/fast-check.ts";
import { subtractBusinessDays } from "../../helpers/walk-business-days.ts";
import { rules, threeDays } from "./calendars.ts";

/** Due on Thursday, 19 November 2026 at 17:00 in Los Angeles. */
const submitted: ClockEvent = { kind: "submitted", at: instant("2026-11-16T17:00:00Z"), eventKey: "e1" };
const DUE = instant("2026-11-20T01:00:00Z");
const at = (kind: ClockEvent["kind"], when: string): ClockEvent => ({ kind, at: instant(when), eventKey: when });
const told = (n: number, when: string, expectedAt: string): DelayNotice => ({
  at: instant(when),
  n,
  expectedAt: instant(expectedAt),
  dueAt: DUE,
  reason: "The lab is closed.",
});

interface Made {
  readonly announcement: Announcement;
  readonly key: string;
  readonly now: Instant;
}

/** Sweeps at these instants, and records what is announced and skipped as the ledger does; a notice counts from its own instant on. */
const sweep = (
  delays: readonly DelayNotice[],
  instants: readonly string[],
  events: (now: string) => readonly ClockEvent[] = () => [submitted],
) => {
  const made: Made[] = [];
  for (const text of instants) {
    const now = instant(text);
    const known = { ...rules, delays: delays.filter((notice) => notice.at <= now) };
    const announcements = made.map(({ announcement }) => announcement);
    const clock = withAnnouncements(foldClock(events(now), known, announcements), known, announcements, now);
    const { announce, skipped } = nextStep(clock, now);
    if (announce === undefined) continue;
    for (const step of [...skipped, announce]) {
      const key = announcementKey(clock.dueAt ?? now, step);
      const isSkipped = step !== announce;
      const announcement = { kind: step.kind, n: step.n, at: now, ...(isSkipped ? { skipped: true } : {}) };
      made.push({ announcement, key, now });
    }
  }
  const log = made
    .filter(({ announcement }) => announcement.skipped !== true)
    .map(({ announcement: { kind, n }, now }) => `${now.slice(5, 16)} ${kind} ${n}`);
  return { made, log };
};

const everyHour = (from: string, hours: number): string[] =>
  Array.from({ length: hours }, (_, hour) => plusMs(instant(from), hour * 3_600_000));

describe("noticesThatCount", () => {
  const second = told(2, "2026-11-20T18:00:00Z", "2026-11-24T01:00:00Z");
  const third = told(3, "2026-11-23T18:00:00Z", "2026-11-26T01:00:00Z");
  const fourth = told(4, "2026-11-27T18:00:00Z", "2026-12-02T01:00:00Z");

  it("leaves out a date that was replaced before it came, and keeps one that was broken by then", () => {
    expect(noticesThatCount([second, third], DUE)).toEqual([third]);
    expect(noticesThatCount([second, third, fourth], DUE)).toEqual([third, fourth]);
  });

  it("knows no date that the due time has moved past", () => {
    expect(noticesThatCount([second], second.expectedAt)).toEqual([]);
    expect(noticeInForce([second], second.expectedAt)).toBeUndefined();
    expect(noticeInForce([second, third], DUE)).toBe(third);
    expect(noticeInForce([], DUE)).toBeUndefined();
  });
});

describe("a clock with a notice of delay", () => {
  const afterBreach = told(2, "2026-11-23T19:00:00Z", "2026-11-26T01:00:00Z");

  it("ends the reminders of the first promise, and warns, breaches and reminds for the second", () => {
    const { log, made } = sweep([afterBreach], everyHour("2026-11-16T17:00:00Z", 24 * 17));
    expect(log).toEqual([
      "11-18T17:00 slaWarning 1",
      "11-20T01:00 slaBreach 1",
      "11-20T17:00 slaReminder 1",
      "11-23T17:00 slaReminder 2",
      "11-24T17:00 slaWarning 2",
      "11-26T01:00 slaBreach 2",
      // Thanksgiving is no business day.
      "11-27T17:00 slaReminder 1",
      "11-30T17:00 slaReminder 2",
      "12-01T17:00 slaReminder 3",
      "12-02T17:00 slaReminder 4",
    ]);
    expect(new Set(made.map(({ key }) => key)).size).toBe(made.length);
  });

  it("stays breached while the second promise runs, is warned of and is broken", () => {
    const breach: Announcement = { kind: "slaBreach", n: 1, at: DUE };
    const delays = [afterBreach];
    const states = [
      [breach],
      [breach, { kind: "slaWarning", n: 2, at: instant("2026-11-24T17:00:00Z") } as const],
      [breach, { kind: "slaBreach", n: 2, at: instant("2026-11-26T01:00:00Z") } as const],
    ].map((announcements) => foldClock([submitted], { ...rules, delays }, announcements));
    expect(states.map(({ state, dueAt }) => [state, dueAt])).toEqual(states.map(() => ["breached", DUE]));
  });

  it("announces the first breach at its instant when the notice came before it", () => {
    const early = told(2, "2026-11-18T18:00:00Z", "2026-11-24T01:00:00Z");
    const { log } = sweep([early], everyHour("2026-11-16T17:00:00Z", 24 * 9));
    expect(log).toEqual([
      "11-18T17:00 slaWarning 1",
      "11-20T01:00 slaBreach 1",
      "11-20T17:00 slaWarning 2",
      "11-24T01:00 slaBreach 2",
      "11-24T17:00 slaReminder 1",
    ]);
    const fold = (announcements: Announcement[]) =>
      foldClock([submitted], { ...rules, delays: [early] }, announcements);
    expect(fold([{ kind: "slaWarning", n: 2, at: instant("2026-11-20T17:00:00Z") }]).state).toBe("running");
  });

  it("tells of a breach rather than of a warning when both have come, and of each promise once", () => {
    const early = told(2, "2026-11-18T18:00:00Z", "2026-11-24T01:00:00Z");
    const { log, made } = sweep([early], ["2026-11-18T18:00:00Z", "2026-11-20T18:00:00Z", "2026-11-27T18:00:00Z"]);
    expect(log).toEqual(["11-18T18:00 slaWarning 1", "11-20T18:00 slaBreach 1", "11-27T18:00 slaBreach 2"]);
    expect(made.filter(({ announcement }) => announcement.skipped).map(({ key }) => key)).toEqual([
      "2026-11-24T01:00:00.0000000Z|slaWarning|2",
    ]);
  });

  it("warns with a digest after the notice, and not of a date that comes before it", () => {
    const tomorrow = told(2, "2026-11-23T19:00:00Z", "2026-11-25T01:00:00Z");
    expect(sweep([tomorrow], everyHour("2026-11-23T19:00:00Z", 48)).log).toEqual([
      "11-23T19:00 slaBreach 1",
      "11-24T17:00 slaWarning 2",
      "11-25T01:00 slaBreach 2",
      "11-25T17:00 slaReminder 1",
    ]);
    const today = told(2, "2026-11-23T19:00:00Z", "2026-11-24T01:00:00Z");
    expect(sweep([today], everyHour("2026-11-23T19:00:00Z", 12)).log).toEqual([
      "11-23T19:00 slaBreach 1",
      "11-24T01:00 slaBreach 2",
    ]);
  });

  it("is about the last date it was told, and keeps the breach of one that was broken", () => {
    const second = told(2, "2026-11-20T18:00:00Z", "2026-11-25T01:00:00Z");
    const third = told(3, "2026-11-24T18:00:00Z", "2026-12-02T01:00:00Z");
    const fourth = told(4, "2026-12-02T02:30:00Z", "2026-12-04T01:00:00Z");
    expect(sweep([second, third, fourth], everyHour("2026-11-19T17:00:00Z", 24 * 17)).log).toEqual([
      "11-19T17:00 slaWarning 1",
      "11-20T01:00 slaBreach 1",
      "11-20T17:00 slaReminder 1",
      "11-23T17:00 slaWarning 2",
      "11-30T17:00 slaWarning 3",
      "12-02T01:00 slaBreach 3",
      "12-02T17:00 slaWarning 4",
      "12-04T01:00 slaBreach 4",
      "12-04T17:00 slaReminder 1",
    ]);
  });

  it("promises nothing more once a pause has moved the due time past the date", () => {
    const early = told(2, "2026-11-18T18:00:00Z", "2026-11-21T01:00:00Z");
    const events = [submitted, at("paused", "2026-11-19T18:00:00Z"), at("resumed", "2026-11-23T18:00:00Z")];
    const clock = foldClock(events, { ...rules, delays: [early] });
    expect(clock.dueAt).toBe("2026-11-25T01:00:00.0000000Z");
    expect(clock.steps.map(({ kind, n }) => `${kind} ${n}`)).toEqual(["slaWarning 1", "slaBreach 1"]);
  });

  it("announces nothing once it has stopped, and is judged by the first promise", () => {
    const done = [submitted, at("completed", "2026-11-24T18:00:00Z")];
    expect(foldClock(done, { ...rules, delays: [afterBreach] })).toMatchObject({
      state: "metLate",
      dueAt: DUE,
      steps: [],
    });
  });

  const dates = fc.array(fc.tuple(fc.integer({ min: 0, max: 24 * 14 }), fc.integer({ min: 1, max: 24 * 9 })), {
    minLength: 1,
    maxLength: 4,
  });
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 30 * 24 * 60 }), { minLength: 1, maxLength: 60 });
  const START = Date.UTC(2026, 10, 16, 17);

  /** Notices in the order in which they were made, each for a date after the due time. */
  const toNotices = (drawn: readonly (readonly [number, number])[]): DelayNotice[] =>
    [...drawn]
      .sort(([a], [b]) => a - b)
      .map(([hour, ahead], index) => {
        const when = instantFromMs(START + hour * 3_600_000 + index);
        const from = when > DUE ? when : DUE;
        return told(index + 2, when, plusMs(from, ahead * 3_600_000));
      });

  it("is never early, never tells a step twice, and never forgets a breach that was not replaced", () => {
    const reached = { second: 0, reminded: 0 };
    fc.assert(
      fc.property(dates, minutes, (drawn, asked) => {
        const delays = toNotices(drawn);
        const instants = [...asked].sort((a, b) => a - b).map((minute) => instantFromMs(START + minute * 60_000));
        const end = plusMs(instantFromMs(START), 40 * 24 * 3_600_000);
        const { made } = sweep(delays, [...instants, end, plusMs(end, 60_000)]);
        expect(new Set(made.map(({ key }) => key)).size).toBe(made.length);
        const zone = zoneNamed(threeDays.zone);
        for (const { announcement, key, now } of made) {
          const promised = instant(key.split("|")[0] ?? "");
          if (announcement.kind !== "slaWarning") expect(now >= promised).toBe(true);
          if (announcement.kind === "slaWarning" && announcement.n > 1 && announcement.skipped !== true) {
            const dayBefore = subtractBusinessDays(rules.calendar, zone.dayOf(promised), 1);
            expect(now >= zone.instantAt(dayBefore, 9 * 60)).toBe(true);
          }
        }
        const last = delays.at(-1);
        const breaches = made.filter(({ announcement }) => announcement.kind === "slaBreach");
        expect(breaches.some(({ announcement }) => announcement.n === 1)).toBe(true);
        expect(breaches.filter(({ announcement }) => announcement.n === last?.n)).toHaveLength(1);
        if (breaches.length > 1) reached.second += 1;
        if (
          made.some(({ announcement, now }) => announcement.kind === "slaReminder" && now > (last?.expectedAt ?? now))
        )
          reached.reminded += 1;
      }),
      { numRuns: 200, seed: 14 },
    );
    expect(reached.second).toBeGreaterThan(100);
    expect(reached.reminded).toBeGreaterThan(50);
  });

  it("is the same clock in whatever order events arrive", () => {
    const kinds = fc.constantFrom<ClockEvent["kind"]>("paused", "resumed", "submitted", "completed");
    const someEvents = fc.array(
      fc.record({
        kind: kinds,
        at: fc.integer({ min: 0, max: 60 }).map((step) => instantFromMs(START + step * 5 * 3_600_000)),
        eventKey: fc.uuid(),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        dates,
        someEvents.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        (drawn, [events, shuffled]) => {
          const known = { ...rules, delays: toNotices(drawn) };
          const announcements: Announcement[] = [{ kind: "slaBreach", n: 1, at: DUE }];
          expect(foldClock([submitted, ...shuffled], known, announcements)).toEqual(
            foldClock([...events, submitted], known, announcements),
          );
        },
      ),
      { numRuns: 300, seed: 15 },
    );
  });
});
