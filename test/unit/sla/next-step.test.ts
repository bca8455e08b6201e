import { instant, instantFromMs, plusMs } from "../../../src/core/instant.ts";
import { civilDay } from "../../../src/core/sla/civil-day.ts";
import { foldClock, withAnnouncements } from "../../../src/core/sla/fold-clock.ts";
import { announcementKey, nextStep } from "../../../src/core/sla/next-step.ts";
import type { Announcement, ClockEvent } from "../../../src/core/sla/review-clock.ts";
import { zoneNamed } from "../../../src/core/sla/zone.ts";
import { fc } from "../../helpers/fast-check.ts";
import { businessDaysBetween } from "../../helpers/walk-business-days.ts";
import { rules, threeDays } from "./calendars.ts";

const submitted: ClockEvent = { kind: "submitted", at: instant("2026-11-16T17:00:00Z"), eventKey: "e1" };
const at = (kind: ClockEvent["kind"], when: string): ClockEvent => ({ kind, at: instant(when), eventKey: when });

/** Sweeps at these instants, recording what is announced and skipped as the ledger does. */
const sweep = (events: (now: string) => readonly ClockEvent[], instants: readonly string[], terms = threeDays) => {
  const announcements: Announcement[] = [];
  const log: string[] = [];
  const keys: string[] = [];
  for (const now of instants) {
    const folded = foldClock(events(now), { ...rules, terms }, announcements);
    const clock = withAnnouncements(folded, { ...rules, terms }, announcements, instant(now));
    const { announce, skipped } = nextStep(clock, instant(now));
    if (!announce) continue;
    log.push(`${now.slice(5, 16)} ${announce.kind} ${announce.n}`);
    keys.push(...[announce, ...skipped].map((step) => announcementKey(clock.dueAt ?? instant(now), step)));
    announcements.push({ kind: announce.kind, n: announce.n, at: instant(now) });
    announcements.push(...skipped.map(({ kind, n }) => ({ kind, n, at: instant(now), skipped: true })));
  }
  return { log, announcements, keys };
};

const everyHour = (from: string, hours: number): string[] =>
  Array.from({ length: hours }, (_, hour) => plusMs(instant(from), hour * 3_600_000));

describe("nextStep", () => {
  it("announces warning, breach and each reminder once, in business days", () => {
    const { log } = sweep(() => [submitted], everyHour("2026-11-16T17:00:00Z", 24 * 20));
    expect(log).toEqual([
      "11-18T17:00 slaWarning 1",
      "11-20T01:00 slaBreach 1",
      "11-20T17:00 slaReminder 1",
      "11-23T17:00 slaReminder 2",
      "11-24T17:00 slaReminder 3",
      "11-25T17:00 slaReminder 4",
      "11-27T17:00 slaReminder 5",
    ]);
  });

  it("announces the most severe step alone when several are behind, and skips the others", () => {
    const { log, announcements } = sweep(() => [submitted], ["2026-11-23T18:00:00Z", "2026-11-23T18:01:00Z"]);
    expect(log).toEqual(["11-23T18:00 slaBreach 1"]);
    expect(announcements).toContainEqual({
      kind: "slaWarning",
      n: 1,
      at: instant("2026-11-23T18:00:00Z"),
      skipped: true,
    });
  });

  it("counts reminders from when the breach was announced, and skips those that were missed", () => {
    const { log } = sweep(
      () => [submitted],
      ["2026-11-23T18:00:00Z", "2026-11-24T16:59:00Z", "2026-11-24T17:00:00Z", "2026-11-28T12:00:00Z"],
    );
    expect(log).toEqual(["11-23T18:00 slaBreach 1", "11-24T17:00 slaReminder 1", "11-28T12:00 slaReminder 3"]);
  });

  it("counts a reminder that was announced as somebody took the review on, and tells of the next one that nobody has", () => {
    const breach = { kind: "slaBreach", n: 1, at: instant("2026-11-20T01:00:05Z") } as const;
    const reminder = { kind: "slaReminder", n: 1, at: instant("2026-11-20T17:00:05Z") } as const;
    const quiet = [{ from: instant("2026-11-20T16:59:59Z"), to: instant("2026-11-24T01:00:00Z") }];
    const remindersAfter = (announcements: readonly Announcement[]) =>
      foldClock([submitted], { ...rules, terms: threeDays, quiet }, announcements)
        .steps.filter(({ kind }) => kind === "slaReminder")
        .map((step) => `${step.at.slice(5, 16)} ${step.n} ${step.isDone}`);
    expect(remindersAfter([breach, reminder])).toEqual(["11-20T17:00 1 true", "11-24T17:00 2 false"]);
    expect(remindersAfter([breach])).toEqual(["11-24T17:00 1 false"]);
  });

  it("says when to look at the clock, also when that moment has passed", () => {
    const clock = foldClock([submitted], rules);
    expect(nextStep(clock, instant("2026-11-17T18:00:00Z"))).toEqual({
      skipped: [],
      nextAt: "2026-11-18T17:00:00.0000000Z",
    });
    expect(nextStep(clock, instant("2026-11-23T18:00:00Z")).nextAt).toBe("2026-11-20T01:00:00.0000000Z");
    const over = foldClock([submitted, at("completed", "2026-11-18T18:00:00Z")], rules);
    expect(nextStep(over, instant("2026-11-23T18:00:00Z"))).toEqual({ skipped: [] });
  });

  it("announces nothing while paused, and warns again for the later due time", () => {
    const pausedAt = "2026-11-19T18:00:00Z";
    const resumedAt = "2026-11-23T18:00:00Z";
    const known = (now: string): ClockEvent[] => [
      submitted,
      ...(now >= pausedAt ? [at("paused", pausedAt)] : []),
      ...(now >= resumedAt ? [at("resumed", resumedAt)] : []),
    ];
    const { log, keys } = sweep(known, everyHour("2026-11-16T17:00:00Z", 24 * 10));
    expect(log).toEqual([
      "11-18T17:00 slaWarning 1",
      "11-23T19:00 slaWarning 1",
      "11-25T01:00 slaBreach 1",
      "11-25T17:00 slaReminder 1",
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("does not repeat a warning that came after its new instant", () => {
    const announced: Announcement = { kind: "slaWarning", n: 1, at: instant("2026-11-19T16:59:00Z") };
    const events = [submitted, at("paused", "2026-11-18T18:00:00Z"), at("resumed", "2026-11-18T19:00:00Z")];
    const clock = foldClock(events, rules, [announced]);
    expect(clock).toMatchObject({ state: "running", dueAt: "2026-11-21T01:00:00.0000000Z" });
    expect(foldClock(events, rules, [{ ...announced, at: instant("2026-11-19T17:00:00Z") }]).state).toBe("warned");
  });

  it("warns at the submission when the warning would come before it", () => {
    const terms = { ...threeDays, amount: 1, warnBusinessDays: 2 };
    expect(nextStep(foldClock([submitted], { ...rules, terms }), submitted.at).announce).toMatchObject({
      kind: "slaWarning",
      at: submitted.at,
    });
  });

  it("knows no warnings and no reminders when they are switched off", () => {
    const terms = { ...threeDays, warnBusinessDays: 0, remindBusinessDays: 0 };
    const { log } = sweep(() => [submitted], everyHour("2026-11-16T17:00:00Z", 24 * 20), terms);
    expect(log).toEqual(["11-20T01:00 slaBreach 1"]);
  });

  it("reminds at 09:00 of each business day without an end until the review is closed", () => {
    const closedAt = "2027-01-05T16:00:00Z";
    const known = (now: string): ClockEvent[] => [submitted, ...(now >= closedAt ? [at("completed", closedAt)] : [])];
    const { log, announcements } = sweep(known, everyHour("2026-11-16T17:00:00Z", 24 * 60), {
      ...threeDays,
      maxReminders: 0,
    });
    const reminders = announcements.filter(({ kind }) => kind === "slaReminder");
    const { calendar } = rules;
    const zone = zoneNamed(threeDays.zone);
    expect(reminders).toHaveLength(businessDaysBetween(calendar, civilDay("2026-11-19"), civilDay("2027-01-04")));
    expect(reminders.every(({ at: day }) => calendar.isBusinessDay(zone.dayOf(day)))).toBe(true);
    expect(reminders.every(({ at: time }) => time === zone.instantAt(zone.dayOf(time), 9 * 60))).toBe(true);
    expect(reminders.every(({ skipped }) => skipped === undefined)).toBe(true);
    expect(log.at(-1)).toBe(`01-04T17:00 slaReminder ${reminders.length}`);
  });

  it("lists of endless reminders those that were announced and one more", () => {
    const terms = { ...threeDays, maxReminders: 0 };
    const made: Announcement[] = [
      { kind: "slaBreach", n: 1, at: instant("2026-11-20T01:00:00Z") },
      { kind: "slaReminder", n: 1, at: instant("2026-11-20T17:00:00Z") },
    ];
    const { steps } = foldClock([submitted], { ...rules, terms }, made);
    expect(steps.map(({ kind, n, isDone }) => `${kind} ${n} ${isDone}`)).toEqual([
      "slaWarning 1 true",
      "slaBreach 1 true",
      "slaReminder 1 true",
      "slaReminder 2 false",
    ]);
  });

  it("takes 09:00 for a clock that pinned no time of the digest", () => {
    const { digestAt: _pinned, ...terms } = threeDays;
    expect(foldClock([submitted], { ...rules, terms }).steps).toEqual(foldClock([submitted], rules).steps);
  });

  it("is never early and never announces a step twice, whenever it is asked", () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 30 * 24 * 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(minutes, (asked) => {
        const instants = asked
          .sort((a, b) => a - b)
          .map((minute) => instantFromMs(Date.UTC(2026, 10, 16, 17) + minute * 60_000));
        const { announcements, keys } = sweep(() => [submitted], instants);
        expect(new Set(keys).size).toBe(keys.length);
        const breach = announcements.find(({ kind }) => kind === "slaBreach");
        if (breach) expect(breach.at >= "2026-11-20T01:00:00.0000000Z").toBe(true);
        expect(announcements.filter(({ skipped }) => !skipped).length).toBeLessThanOrEqual(7);
        const last = instants.at(-1) ?? "";
        expect(breach !== undefined).toBe(last >= "2026-11-20T01:00:00.0000000Z");
      }),
      { numRuns: 200, seed: 13 },
    );
  });
});
