import { instant, instantFromMs } from "../../../src/core/instant.ts";
import { foldClock } from "../../../src/core/sla/fold-clock.ts";
import type { Announcement, ClockEvent } from "../../../src/core/sla/review-clock.ts";
import { isLate, isOpen } from "../../../src/core/sla/review-clock.ts";
import { fc } from "../../helpers/fast-check.ts";
import { calendars, rules, threeDays } from "./calendars.ts";
import { readTable } from "./markdown-table.ts";

const event = (kind: ClockEvent["kind"], at: string, more: Partial<ClockEvent> = {}): ClockEvent => ({
  kind,
  at: instant(at),
  eventKey: `${kind} ${at}`,
  ...more,
});

const submitted = event("submitted", "2026-11-16T17:00:00Z");
const warning: Announcement = { kind: "slaWarning", n: 1, at: instant("2026-11-19T01:00:30Z") };
const breach: Announcement = { kind: "slaBreach", n: 1, at: instant("2026-11-20T01:00:30Z") };

/** What leads to each state of the table, and when the one more event happens. */
const STATES: Record<
  string,
  { events: ClockEvent[]; announcements?: Announcement[]; untimed?: true; at: string; inTime: string; late: string }
> = {
  "`untracked`, no review time": {
    events: [submitted],
    untimed: true,
    at: "2026-11-17T18:00:00Z",
    inTime: "2026-11-18T18:00:00Z",
    late: "2026-11-27T18:00:00Z",
  },
  "`untracked`, no submission": {
    events: [],
    at: "2026-11-17T18:00:00Z",
    inTime: "2026-11-18T18:00:00Z",
    late: "2026-11-27T18:00:00Z",
  },
  "`running`": {
    events: [submitted],
    at: "2026-11-17T18:00:00Z",
    inTime: "2026-11-20T01:00:00Z",
    late: "2026-11-20T01:00:00.0000001Z",
  },
  "`paused`": {
    events: [submitted, event("paused", "2026-11-17T18:00:00Z")],
    at: "2026-11-18T18:00:00Z",
    inTime: "2026-11-18T18:00:00Z",
    late: "2026-12-18T18:00:00Z",
  },
  "`warned`": {
    events: [submitted],
    announcements: [warning],
    at: "2026-11-19T18:00:00Z",
    inTime: "2026-11-19T20:00:00Z",
    late: "2026-11-20T18:00:00Z",
  },
  "`breached`": {
    events: [submitted],
    announcements: [warning, breach],
    at: "2026-11-20T18:00:00Z",
    inTime: "2026-11-19T20:00:00Z",
    late: "2026-11-23T18:00:00Z",
  },
  "`met`": {
    events: [submitted, event("completed", "2026-11-17T19:00:00Z")],
    at: "2026-11-18T18:00:00Z",
    inTime: "2026-11-18T18:00:00Z",
    late: "2026-11-23T18:00:00Z",
  },
  "`metLate`": {
    events: [submitted, event("completed", "2026-11-23T19:00:00Z")],
    announcements: [breach],
    at: "2026-11-24T18:00:00Z",
    inTime: "2026-11-19T18:00:00Z",
    late: "2026-11-24T18:00:00Z",
  },
  "`cancelled`": {
    events: [submitted, event("cancelled", "2026-11-17T19:00:00Z")],
    at: "2026-11-18T18:00:00Z",
    inTime: "2026-11-18T18:00:00Z",
    late: "2026-11-23T18:00:00Z",
  },
};

const table = readTable("sla-clock.md", ["state", "submitted again"]);
const cells = table.flatMap(({ state = "", ...columns }) =>
  Object.entries(columns).map(([column, cell]) => [state, column, cell.replaceAll("`", "")] as const),
);

const oneMore = (column: string, { at, inTime, late }: { at: string; inTime: string; late: string }): ClockEvent => {
  switch (column) {
    case "submitted again":
      return event("submitted", at);
    case "result in time":
      return event("completed", inTime);
    case "result late":
      return event("completed", late);
    case "withdrawn":
      return event("cancelled", at);
    case "paused":
      return event("paused", at, { reason: "again" });
    default:
      return event("resumed", at);
  }
};

const someEvents = fc.array(
  fc.record({
    kind: fc.constantFrom<ClockEvent["kind"]>(
      "submitted",
      "completed",
      "cancelled",
      "paused",
      "resumed",
      "paused",
      "resumed",
    ),
    at: fc.integer({ min: 0, max: 40 }).map((hours) => instantFromMs(Date.UTC(2026, 10, 16) + hours * 7 * 3_600_000)),
    eventKey: fc.uuid(),
  }),
  { maxLength: 9 },
);

describe("foldClock", () => {
  it("is described in docs for every state", () => {
    expect(table.map(({ state }) => state)).toEqual(Object.keys(STATES));
    expect(cells).toHaveLength(9 * 6);
  });

  it.each(cells)("a clock that is %s: %s makes it %s", (state, column, expected) => {
    const base = STATES[state];
    if (!base) throw new Error(`Unknown state ${state}`);
    const known = base.untimed ? undefined : rules;
    const before = foldClock(base.events, known, base.announcements);
    expect(state.startsWith(`\`${before.state}\``)).toBe(true);
    const after = foldClock([...base.events, oneMore(column, base)], known, base.announcements);
    expect(after.state).toBe(expected);
    if (!isOpen(after)) expect(after.steps).toEqual([]);
  });

  it("gives the same clock in whatever order events arrive", () => {
    fc.assert(
      fc.property(
        someEvents.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, shuffled]) => {
          expect(foldClock(shuffled, rules, [warning])).toEqual(foldClock(events, rules, [warning]));
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });

  it("never counts a day that was paused, and is never due on one", () => {
    const reached = { due: 0, paused: 0 };
    fc.assert(
      fc.property(someEvents, (events) => {
        const clock = foldClock([submitted, ...events], rules);
        if (clock.dueAt === undefined) return;
        reached.due += 1;
        if (clock.days.some(({ kind }) => kind === "paused")) reached.paused += 1;
        expect(clock.days.at(-1)?.kind).toBe("counted");
        expect(clock.days.filter(({ kind }) => kind === "counted")).toHaveLength(3);
      }),
      { numRuns: 300, seed: 12 },
    );
    // Were the drawn events never due, or never paused, nothing would have been looked at.
    expect(reached.due).toBeGreaterThan(100);
    expect(reached.paused).toBeGreaterThan(30);
  });

  it("starts by the submission that a result names, and lets a submitted event say better", () => {
    const completed = event("completed", "2026-11-23T19:00:00Z", { submittedAt: instant("2026-11-16T17:00:00Z") });
    expect(foldClock([completed], rules).state).toBe("metLate");
    const better = event("submitted", "2026-11-19T17:00:00Z");
    expect(foldClock([completed, better], rules)).toMatchObject({ state: "met", submittedAt: better.at });
  });

  it("fills in the clock when the submission comes after the result", () => {
    const completed = event("completed", "2026-11-19T19:00:00Z");
    expect(foldClock([completed], rules)).toMatchObject({ state: "untracked", untrackedReason: "noSubmission" });
    expect(foldClock([completed, submitted], rules)).toMatchObject({ state: "met", stoppedAt: completed.at });
  });

  it("shows a pause on its day and hides what comes after", () => {
    const paused = event("paused", "2026-11-18T18:00:00Z", { reason: "waiting for logs" });
    const clock = foldClock([submitted, paused], rules);
    expect(clock).toMatchObject({ state: "paused", pausedAt: paused.at });
    expect(clock.dueAt).toBeUndefined();
    expect(clock.days).toEqual([
      { date: "2026-11-17", kind: "counted" },
      { date: "2026-11-18", kind: "paused", name: "waiting for logs" },
    ]);
  });

  it("leaves the due time open when the calendar does not reach, and never counts weekends alone", () => {
    const late = { ...submitted, at: instant("2032-12-30T18:00:00Z") };
    expect(foldClock([late], rules)).toMatchObject({ state: "running", isProvisional: true, steps: [] });
    expect(foldClock([late], rules).dueAt).toBeUndefined();
    const completed = event("completed", "2033-01-03T18:00:00Z");
    expect(foldClock([late, completed], rules)).toMatchObject({ state: "untracked", untrackedReason: "calendarRange" });
  });

  it("keeps a breach near the end of the calendar, with fewer reminders", () => {
    const last = { ...submitted, at: instant("2032-12-23T18:00:00Z") };
    const announced: Announcement = { kind: "slaBreach", n: 1, at: instant("2032-12-30T01:00:10Z") };
    const clock = foldClock([last], { ...rules, terms: { ...threeDays, amount: 3 } }, [announced]);
    expect(clock).toMatchObject({ state: "breached", dueAt: "2032-12-30T01:00:00.0000000Z" });
    expect(clock.steps.filter(({ kind }) => kind === "slaReminder")).toHaveLength(1);
  });

  it("takes a clock whose completion precedes its submission as met", () => {
    expect(foldClock([submitted, event("completed", "2026-11-10T17:00:00Z")], rules).state).toBe("met");
  });

  it("knows the calendar by its pinned version", () => {
    expect(() => calendars.get("US@000000000000")).toThrow(expect.objectContaining({ code: "CALENDAR_UNKNOWN" }));
    expect(calendars.get(threeDays.calendar).code).toBe("US");
  });
});

describe("isLate", () => {
  it("is about open clocks past their due time", () => {
    const clock = foldClock([submitted], rules);
    expect(isLate(clock, instant("2026-11-20T01:00:00Z"))).toBe(false);
    expect(isLate(clock, instant("2026-11-20T01:00:01Z"))).toBe(true);
    const done = foldClock([submitted, event("completed", "2026-11-23T19:00:00Z")], rules);
    expect(isLate(done, instant("2026-11-24T01:00:00Z"))).toBe(false);
  });
});
