import { type CalendarFile, toBusinessCalendar } from "../../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../../src/core/sla/calendar-catalogue.ts";
import { compareCalendars } from "../../../tools/calendars/check.ts";

const NEW_YEAR = { date: "2026-01-01", name: "New Year's Day" };
const calendar = (version: string, from: string, to: string, holidays = [NEW_YEAR]): CalendarFile => ({
  code: "XX",
  version,
  from,
  to,
  incomplete: false,
  source: "test",
  holidays,
});

const compare = (made: readonly CalendarFile[], committed: CalendarFile) => {
  const known = toBusinessCalendar(committed);
  const catalogue: CalendarCatalogue = { codes: ["XX"], get: () => known, current: () => known };
  return compareCalendars(made, catalogue);
};

describe("compareCalendars", () => {
  it("names the years that were added by their ends, and the days that changed one by one", () => {
    const fair = { date: "2026-05-04", name: "Fair" };
    const made = calendar("b", "2025-07-01", "2028-12-31", [NEW_YEAR, fair]);
    expect(compare([made], calendar("a", "2026-01-01", "2026-12-31"))).toEqual([
      {
        code: "XX",
        from: "XX@a",
        to: "XX@b",
        dates: [
          "+ 2025-07-01 to 2025-12-31",
          "+ 2027-01-01 to 2028-12-31",
          "- 2026-05-04 counted",
          "+ 2026-05-04 holiday Fair",
        ],
      },
    ]);
  });

  it("names the stretch that is no longer known", () => {
    const [change] = compare(
      [calendar("b", "2026-02-01", "2026-11-30", [])],
      calendar("a", "2026-01-01", "2026-12-31"),
    );
    expect(change?.dates).toEqual(["- 2026-01-01 to 2026-01-31", "- 2026-12-01 to 2026-12-31"]);
  });

  it("finds nothing where the version is the same, and a calendar that is no longer made", () => {
    const committed = calendar("a", "2026-01-01", "2026-12-31");
    expect(compare([committed], committed)).toEqual([]);
    expect(compare([], committed)).toEqual([{ code: "XX", from: "XX@a", to: "none", dates: [] }]);
  });
});
