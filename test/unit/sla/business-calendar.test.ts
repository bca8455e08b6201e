import { addBusinessDays, calendarFileSchema, toBusinessCalendar } from "../../../src/core/sla/business-calendar.ts";
import { civilDay, toDate } from "../../../src/core/sla/civil-day.ts";
import { businessDaysBetween, subtractBusinessDays } from "../../helpers/walk-business-days.ts";

const calendar = toBusinessCalendar(
  calendarFileSchema.parse({
    code: "OWN",
    version: "0123456789ab",
    from: "2026-01-01",
    to: "2026-12-31",
    incomplete: false,
    source: "test",
    holidays: [{ date: "2026-11-26", name: "Thanksgiving Day" }],
    workingDays: [{ date: "2026-11-28", name: "Stocktaking" }],
  }),
);

describe("toBusinessCalendar", () => {
  it("knows weekends, holidays and working Saturdays", () => {
    expect(calendar.describe(civilDay("2026-11-25"))).toEqual({ date: "2026-11-25", kind: "counted" });
    expect(calendar.describe(civilDay("2026-11-26"))).toEqual({
      date: "2026-11-26",
      kind: "holiday",
      name: "Thanksgiving Day",
    });
    expect(calendar.describe(civilDay("2026-11-28"))).toEqual({ date: "2026-11-28", kind: "counted" });
    expect(calendar.describe(civilDay("2026-11-29"))).toEqual({ date: "2026-11-29", kind: "weekend" });
  });

  it.each(["2025-12-31", "2027-01-01"])("refuses to speak about %s", (date) => {
    expect(() => calendar.isBusinessDay(civilDay(date))).toThrow(expect.objectContaining({ code: "CALENDAR_RANGE" }));
  });
});

describe("addBusinessDays", () => {
  it.each([
    ["2026-11-25", 1, "2026-11-27"],
    ["2026-11-25", 2, "2026-11-28"],
    ["2026-11-25", 3, "2026-11-30"],
    ["2026-11-29", 0, "2026-11-28"],
    ["2026-11-25", 0, "2026-11-25"],
  ])("from %s by %d is %s", (from, count, to) => {
    expect(toDate(addBusinessDays(calendar, civilDay(from), count))).toBe(to);
  });
});

describe("subtractBusinessDays", () => {
  it.each([
    ["2026-11-30", 1, "2026-11-28"],
    ["2026-11-30", 3, "2026-11-25"],
    ["2026-11-29", 1, "2026-11-28"],
  ])("from %s by %d is %s", (from, count, to) => {
    expect(toDate(subtractBusinessDays(calendar, civilDay(from), count))).toBe(to);
  });
});

describe("businessDaysBetween", () => {
  it.each([
    ["2026-11-25", "2026-11-30", 3],
    ["2026-11-30", "2026-11-25", 0],
    ["2026-11-26", "2026-11-26", 0],
  ])("counts from %s to %s: %d", (from, to, count) => {
    expect(businessDaysBetween(calendar, civilDay(from), civilDay(to))).toBe(count);
  });
});
