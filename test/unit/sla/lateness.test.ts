import { instant, plusMs } from "../../../src/core/instant.ts";
import { addBusinessDays } from "../../../src/core/sla/business-calendar.ts";
import { businessHoursBetween } from "../../../src/core/sla/business-hours.ts";
import { civilDay, plusDays } from "../../../src/core/sla/civil-day.ts";
import { lateInBusinessDays } from "../../../src/core/sla/lateness.ts";
import { zoneNamed } from "../../../src/core/sla/zone.ts";
import { fc } from "../../helpers/fast-check.ts";
import { businessDaysBetween } from "../../helpers/walk-business-days.ts";
import { calendars, threeDays } from "./calendars.ts";

const us = calendars.current("US");

describe("lateInBusinessDays", () => {
  it.each([
    ["2026-11-25T00:59:59Z", 0],
    ["2026-11-25T01:00:00Z", 0],
    ["2026-11-25T01:00:01Z", 0],
    ["2026-11-26T00:59:59Z", 0],
    ["2026-11-26T01:00:00Z", 1],
    ["2026-11-27T12:00:00Z", 1],
    ["2026-11-28T00:59:59Z", 1],
    ["2026-11-28T01:00:00Z", 2],
    ["2026-11-30T12:00:00Z", 2],
  ])("at %s a review due before Thanksgiving is late by %d", (now, late) => {
    expect(lateInBusinessDays(threeDays, us, instant("2026-11-25T01:00:00Z"), instant(now))).toBe(late);
  });
});

describe("lateInBusinessDays, at any moment", () => {
  const zone = zoneNamed(threeDays.zone);
  const minutes = fc.integer({ min: 0, max: 40 * 24 * 60 });

  it("never says more days than a walk over the calendar, nor one before a business day has passed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), minutes, (dueIn, after) => {
        const dueDay = plusDays(civilDay("2026-01-05"), dueIn);
        const dueAt = zone.instantAt(dueDay, 17 * 60);
        const now = plusMs(dueAt, after * 60_000);
        const late = lateInBusinessDays(threeDays, us, dueAt, now);
        const walked = businessDaysBetween(us, dueDay, zone.dayOf(now));
        expect(late).toBeLessThanOrEqual(walked);
        expect(late).toBeGreaterThanOrEqual(walked - 1);
        // A day is full when its close has come: the time of day does not decide more than the last one.
        const isAfterClose = now >= zone.instantAt(zone.dayOf(now), 17 * 60);
        if (isAfterClose) expect(late).toBe(walked);
        const firstCloseAt = zone.instantAt(addBusinessDays(us, dueDay, 1), 17 * 60);
        expect(late >= 1).toBe(now >= firstCloseAt);
      }),
      { numRuns: 500, seed: 17 },
    );
  });
});

describe("businessHoursBetween", () => {
  const hours = (from: string, to: string, pauses: [string, string][] = [], close = "17:00") =>
    businessHoursBetween(
      { ...threeDays, close },
      us,
      instant(from),
      instant(to),
      pauses.map(([start, end]) => ({ from: instant(start), to: instant(end) })),
    );

  it.each([
    ["2026-11-23T17:00:00Z", "2026-11-24T01:00:00Z", 8],
    ["2026-11-23T10:00:00Z", "2026-11-24T10:00:00Z", 8],
    ["2026-11-21T02:00:00Z", "2026-11-23T18:00:00Z", 1],
    ["2026-11-25T22:00:00Z", "2026-11-27T20:00:00Z", 3 + 3],
    ["2026-11-27T20:00:00Z", "2026-11-25T22:00:00Z", 0],
    ["2026-03-06T17:00:00Z", "2026-03-10T00:00:00Z", 16],
  ])("from %s to %s there are %d", (from, to, expected) => {
    expect(hours(from, to)).toBe(expected);
  });

  it("leaves pauses out, as far as they lie inside", () => {
    expect(
      hours("2026-11-23T17:00:00Z", "2026-11-24T01:00:00Z", [["2026-11-23T19:00:00Z", "2026-11-23T20:30:00Z"]]),
    ).toBe(6.5);
    expect(
      hours("2026-11-23T17:00:00Z", "2026-11-24T01:00:00Z", [["2026-11-20T19:00:00Z", "2026-11-30T20:30:00Z"]]),
    ).toBe(0);
  });

  it("counts the hours before an early close on the evening before", () => {
    expect(hours("2026-11-24T00:00:00Z", "2026-11-24T12:00:00Z", [], "02:00")).toBe(8);
  });
});
