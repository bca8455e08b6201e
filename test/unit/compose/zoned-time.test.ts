import { instant } from "../../../src/core/instant.ts";
import { formatCivilDate, formatInstant } from "../../../src/core/notifications/compose/zoned-time.ts";

describe("formatInstant", () => {
  it.each([
    ["2026-11-20T16:19:58.1234567Z", "America/Los_Angeles", "Fri 20 Nov 2026, 08:19 PST (UTC-08:00)"],
    ["2026-07-01T07:00:00Z", "America/Los_Angeles", "Wed 1 Jul 2026, 00:00 PDT (UTC-07:00)"],
    ["2026-11-20T16:19:58Z", "Europe/Berlin", "Fri 20 Nov 2026, 17:19 (UTC+01:00)"],
    ["2026-11-20T16:19:58Z", "Asia/Kolkata", "Fri 20 Nov 2026, 21:49 (UTC+05:30)"],
    ["2026-11-20T16:19:58Z", "UTC", "Fri 20 Nov 2026, 16:19 (UTC+00:00)"],
  ])("writes %s in %s as %s", (at, zone, expected) => {
    expect(formatInstant(instant(at), zone)).toBe(expected);
  });
});

describe("formatCivilDate", () => {
  it("writes a date without its year, whatever zone the machine has", () => {
    expect(formatCivilDate("2026-11-11")).toBe("Wed 11 Nov");
  });
});
