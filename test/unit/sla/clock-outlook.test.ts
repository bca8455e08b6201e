import { instant } from "../../../src/core/instant.ts";
import { clockOutlook } from "../../../src/core/sla/clock-outlook.ts";
import { foldClock } from "../../../src/core/sla/fold-clock.ts";
import type { ClockEvent } from "../../../src/core/sla/review-clock.ts";
import { calendars, rules, threeDays } from "./calendars.ts";

const NOW = instant("2026-11-19T18:00:00Z");
const submitted: ClockEvent = { kind: "submitted", at: instant("2026-11-16T17:00:00Z"), eventKey: "e1" };
const passed: ClockEvent = { kind: "completed", at: instant("2026-11-18T17:00:00Z"), eventKey: "e2" };
const running = { clock: foldClock([submitted], rules, []), terms: threeDays };
const NONE = { strip: { days: [], leftOut: 0 }, closesAhead: [] };

describe("clockOutlook", () => {
  it("tells an open clock's days, ends and what is left of it", () => {
    const { strip, closesAhead, leftInBusinessHours } = clockOutlook(calendars, running, NOW);
    expect(strip.days.length).toBeGreaterThan(0);
    expect(closesAhead[0]).toBe("2026-11-21T01:00:00.0000000Z");
    expect(leftInBusinessHours).toBe(7);
  });

  it("leaves nothing to do about a clock that has stopped, and still shows its days", () => {
    const outlook = clockOutlook(
      calendars,
      { clock: foldClock([submitted, passed], rules, []), terms: threeDays },
      NOW,
    );
    expect(outlook.strip.days.length).toBeGreaterThan(0);
    expect(outlook).toMatchObject({ closesAhead: [] });
    expect(outlook).not.toHaveProperty("leftInBusinessHours");
  });

  it.each([
    ["without terms", { clock: running.clock }, NOW],
    ["whose calendar is not installed", { ...running, terms: { ...threeDays, calendar: "US@000000000000" } }, NOW],
    ["beyond its calendar", running, instant("2040-01-01T00:00:00Z")],
  ])("shows nothing of a clock %s", (_name, record, now) => {
    expect(clockOutlook(calendars, record, now)).toEqual(NONE);
  });
});
