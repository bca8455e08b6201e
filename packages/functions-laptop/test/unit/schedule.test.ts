import { HostError } from "../../src/host-error.ts";
import { parseSchedule } from "../../src/schedule.ts";

const next = (text: string, after: string) => parseSchedule(text, "f").nextAfter(new Date(after)).toISOString();

describe("parseSchedule", () => {
  it.each([
    ["0 * * * * *", "2026-11-20T16:20:00.000Z", "2026-11-20T16:21:00.000Z"],
    ["0 * * * * *", "2026-11-20T16:20:59.999Z", "2026-11-20T16:21:00.000Z"],
    ["*/15 * * * * *", "2026-11-20T16:20:15.001Z", "2026-11-20T16:20:30.000Z"],
    ["0 30 9 * * MON-FRI", "2026-11-20T10:00:00Z", "2026-11-23T09:30:00.000Z"],
    ["0 0 0 1 1 *", "2026-11-20T10:00:00Z", "2027-01-01T00:00:00.000Z"],
    ["0 0 2 8 3 *", "2026-03-08T00:00:00Z", "2026-03-08T02:00:00.000Z"],
    ["5 9 * * *", "2026-11-20T10:00:00Z", "2026-11-21T09:05:00.000Z"],
  ])("reads %s in UTC", (text, after, expected) => {
    expect(next(text, after)).toBe(expected);
  });

  it("asks for both, day of month and day of week, as NCRONTAB does", () => {
    expect(next("0 0 12 13 * 5", "2026-11-20T00:00:00Z")).toBe("2027-08-13T12:00:00.000Z");
  });

  it("knows a schedule that fires more than once a minute", () => {
    expect(parseSchedule("0 * * * * *", "f").isFrequent).toBe(false);
    expect(parseSchedule("0,30 * * * * *", "f").isFrequent).toBe(true);
  });

  it.each([
    "",
    "* * *",
    "0 61 * * * *",
    "@daily",
    "0 0 0 L * *",
    "0 0 0 ? * *",
    "0 0 0 * * 7",
    "0 0 0 * * 1#1",
    "H * * * * *",
    "00:05:00",
    "0 0 0 31 2 1",
  ])("refuses %p, naming the function", (text) => {
    expect(() => parseSchedule(text, "sweep-sla")).toThrow(HostError);
    expect(() => parseSchedule(text, "sweep-sla")).toThrow(/sweep-sla/);
  });
});
