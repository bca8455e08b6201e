import { instant } from "../../../src/core/instant.ts";
import { isoWeekOf } from "../../../src/core/iso-week.ts";

describe("isoWeekOf", () => {
  it.each([
    ["2026-11-23T00:00:00Z", "2026-W48"],
    ["2026-11-22T23:59:59Z", "2026-W47"],
    ["2026-01-05T12:00:00Z", "2026-W02"],
    ["2027-01-03T12:00:00Z", "2026-W53"],
    ["2024-12-30T12:00:00Z", "2025-W01"],
  ])("puts %s into %s", (at, week) => {
    expect(isoWeekOf(instant(at))).toBe(week);
  });
});
