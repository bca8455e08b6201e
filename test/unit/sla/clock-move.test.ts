import { type Instant, instant } from "../../../src/core/instant.ts";
import { clockMove } from "../../../src/core/sla/clock-move.ts";
import { foldClock } from "../../../src/core/sla/fold-clock.ts";
import { nextStep } from "../../../src/core/sla/next-step.ts";
import { recordAnnounced, recordPassedOver, withRemindersCome } from "../../../src/core/sla/record-announced.ts";
import type { Announcement, ClockEvent } from "../../../src/core/sla/review-clock.ts";
import type { ReviewRecord } from "../../../src/core/sla/review-record.ts";
import { calendars, rules, threeDays } from "./calendars.ts";

const SUBMITTED: ClockEvent = { kind: "submitted", at: instant("2026-11-16T17:00:00Z"), eventKey: "e1" };
const WARNING = instant("2026-11-18T17:00:00Z");
const BREACH = instant("2026-11-20T01:00:00Z");
const TERMS = { ...threeDays, maxReminders: 1, escalateBusinessDays: 2 };

const aRecord = (announcements: readonly Announcement[] = [], more: Partial<ReviewRecord> = {}): ReviewRecord => ({
  facts: {
    submissionId: "s",
    offer: { id: "o", name: "O", type: "virtualMachine" },
    publisher: { id: "p", name: "P" },
    contacts: [],
    traits: {},
  } as unknown as ReviewRecord["facts"],
  terms: TERMS,
  clock: foldClock([SUBMITTED], { ...rules, terms: TERMS }, announcements),
  announcements,
  flags: [],
  ...more,
});
const made = (kind: Announcement["kind"], at: Instant): Announcement => ({ kind, n: 1, at });
const LATE = [made("slaWarning", WARNING), made("slaBreach", BREACH)];
const REMINDED = [...LATE, made("slaReminder", instant("2026-11-20T17:00:00Z"))];

describe("clockMove", () => {
  it.each([
    ["waits for the warning", "2026-11-18T16:59:59Z", [], { kind: "wait", at: WARNING }],
    [
      "announces the warning at its instant",
      "2026-11-18T17:00:00Z",
      [],
      { kind: "announce", step: { kind: "slaWarning" } },
    ],
    [
      "waits for the breach once the warning was made",
      "2026-11-18T17:00:00Z",
      LATE.slice(0, 1),
      { kind: "wait", at: BREACH },
    ],
    [
      "announces the breach alone when both are behind",
      "2026-11-20T01:00:00Z",
      [],
      { kind: "announce", step: { kind: "slaBreach" } },
    ],
    [
      "announces an escalation on its day",
      "2026-11-23T17:00:00Z",
      REMINDED,
      { kind: "announce", step: { kind: "slaEscalation" } },
    ],
  ] as const)("%s", (_what, now, announcements, expected) => {
    expect(clockMove(calendars, aRecord(announcements), instant(now), true)).toMatchObject(expected);
  });

  it("passes an escalation over when nobody is there to be told", () => {
    const now = instant("2026-11-23T17:00:00Z");
    const move = clockMove(calendars, aRecord(REMINDED), now, false);
    if (move.kind !== "passOver") throw new Error(`Expected passOver, got ${move.kind}.`);
    expect(move.record.announcements.at(-1)).toEqual({ kind: "slaEscalation", n: 1, at: now, skipped: true });
    expect(clockMove(calendars, move.record, now, false).kind).toBe("rest");
  });

  it("rests once the clock has stopped", () => {
    const stopped: ClockEvent = { kind: "completed", at: instant("2026-11-17T17:00:00Z"), eventKey: "e2" };
    const clock = foldClock([SUBMITTED, stopped], { ...rules, terms: TERMS }, []);
    expect(clockMove(calendars, aRecord([], { clock }), BREACH, true)).toEqual({ kind: "rest" });
  });

  it("looks at a clock whose calendar does not reach no earlier than it says", () => {
    const clock = { ...aRecord().clock, isProvisional: true };
    const record = aRecord([], { clock, nextStepAt: WARNING });
    expect(clockMove(calendars, record, instant("2026-11-18T16:59:59Z"), true)).toEqual({ kind: "wait", at: WARNING });
    expect(clockMove(calendars, record, WARNING, true)).toEqual({ kind: "repin" });
  });

  it("throws rather than announce by a calendar that is not installed", () => {
    const record = aRecord([], { terms: { ...TERMS, calendar: "nowhere@0" } });
    expect(() => clockMove(calendars, record, BREACH, true)).toThrow(
      expect.objectContaining({ code: "CALENDAR_UNKNOWN" }),
    );
  });
});

describe("recordAnnounced", () => {
  it("keeps what was announced and what was skipped for it, and when to look again", () => {
    const now = instant("2026-11-20T01:00:30Z");
    const next = recordAnnounced(calendars, aRecord(), now, now);
    expect(next?.announcements).toEqual([
      { kind: "slaWarning", n: 1, at: now, skipped: true },
      { kind: "slaBreach", n: 1, at: now },
    ]);
    expect(next?.clock.state).toBe("breached");
    expect(next?.nextStepAt).toBe(instant("2026-11-20T17:00:00Z"));
  });

  it("says no announcement to be earlier than its step, whatever the clock of whoever made it", () => {
    const next = recordAnnounced(calendars, aRecord(), WARNING, instant("2026-11-18T16:58:00Z"));
    expect(next?.announcements).toEqual([made("slaWarning", WARNING)]);
  });

  it("has nothing to keep while nothing is due, or no time was promised", () => {
    expect(recordAnnounced(calendars, aRecord(), SUBMITTED.at, SUBMITTED.at)).toBeUndefined();
    const { terms: _terms, ...untimed } = aRecord();
    expect(recordAnnounced(calendars, untimed, BREACH, BREACH)).toBeUndefined();
  });
});

describe("recordPassedOver", () => {
  it("is undefined where no time was promised", () => {
    const { terms: _terms, ...untimed } = aRecord();
    const { announce } = nextStep(untimed.clock, BREACH);
    if (announce === undefined) throw new Error("Expected a step.");
    expect(recordPassedOver(calendars, untimed, announce, BREACH)).toBeUndefined();
  });
});

describe("withRemindersCome", () => {
  it("leaves a record alone of which nothing is to be announced", () => {
    const record = aRecord();
    expect(withRemindersCome(calendars, record, SUBMITTED.at)).toBe(record);
  });

  it("lists every reminder that has come, for the record lists one to come alone", () => {
    const terms = { ...TERMS, maxReminders: 20 };
    const clock = foldClock([SUBMITTED], { ...rules, terms }, LATE);
    const now = instant("2026-11-25T18:00:00Z");
    const count = (record: ReviewRecord): number =>
      record.clock.steps.filter(({ kind, at }) => kind === "slaReminder" && at <= now).length;
    const record = aRecord(LATE, { terms, clock });
    expect([count(record), count(withRemindersCome(calendars, record, now))]).toEqual([1, 4]);
  });
});
