import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { instant } from "../../../src/core/instant.ts";
import { dueAt } from "../../../src/core/sla/due-at.ts";
import { zoneNamed } from "../../../src/core/sla/zone.ts";
import { calendars, threeDays } from "./calendars.ts";
import { properties } from "./due-at-properties.ts";

/** Minutes behind UTC in January: none, with half hours on both sides, and a day ahead. */
const MACHINE_ZONES = { UTC: 0, "America/St_Johns": 210, "Asia/Kolkata": -330, "Pacific/Kiritimati": -840 };

describe("dueAt", () => {
  it.each(Object.entries(properties))("%s", (_, holds) => {
    holds();
  });

  it.each(Object.entries(MACHINE_ZONES))(
    "does so on a machine in %s too",
    async (TZ, minutes) => {
      const main = join(import.meta.dirname, "../../helpers/due-at-properties-main.ts");
      const run = await promisify(execFile)(process.execPath, [main], { env: { ...process.env, TZ } });
      expect(run.stdout).toBe(`${minutes}\n`);
    },
    60_000,
  );

  it("moves by one for each business day that a pause touches, and shows it with its reason", () => {
    const submittedAt = instant("2026-11-16T17:00:00Z");
    const pauses = [
      {
        from: instant("2026-11-17T22:00:00Z"),
        to: instant("2026-11-17T23:00:00Z"),
        reason: "waiting for the publisher",
      },
      { from: instant("2026-11-20T18:00:00Z"), to: instant("2026-11-23T18:00:00Z") },
    ];
    const due = dueAt(threeDays, calendars.current("US"), submittedAt, pauses);
    expect(due.dueAt).toBe("2026-11-25T01:00:00.0000000Z");
    expect(due.days).toEqual([
      { date: "2026-11-17", kind: "paused", name: "waiting for the publisher" },
      { date: "2026-11-18", kind: "counted" },
      { date: "2026-11-19", kind: "counted" },
      { date: "2026-11-20", kind: "paused" },
      { date: "2026-11-21", kind: "weekend" },
      { date: "2026-11-22", kind: "weekend" },
      { date: "2026-11-23", kind: "paused" },
      { date: "2026-11-24", kind: "counted" },
    ]);
  });

  it("is not moved by a pause that ends at midnight on the day that begins, nor by an empty one", () => {
    const submittedAt = instant("2026-11-16T17:00:00Z");
    const midnight = instant("2026-11-18T08:00:00Z");
    const until = (to: ReturnType<typeof instant>) =>
      dueAt(threeDays, calendars.current("US"), submittedAt, [{ from: instant("2026-11-17T18:00:00Z"), to }]).dueAt;
    expect(until(midnight)).toBe("2026-11-21T01:00:00.0000000Z");
    expect(until(instant("2026-11-18T08:00:00.0000001Z"))).toBe("2026-11-24T01:00:00.0000000Z");
    expect(until(instant("2026-11-17T18:00:00Z"))).toBe("2026-11-20T01:00:00.0000000Z");
  });

  it("counts each paused calendar day when days are calendar days", () => {
    const terms = { ...threeDays, unit: "calendarDays" as const };
    const pause = { from: instant("2026-11-20T18:00:00Z"), to: instant("2026-11-22T18:00:00Z") };
    const { dueAt: at } = dueAt(terms, calendars.current("US"), instant("2026-11-19T18:00:00Z"), [pause]);
    expect(at).toBe("2026-11-26T01:00:00.0000000Z");
  });

  it.each([0, -1, 1.5, 1_001, 10_000, Number.NaN])("refuses the amount %p", (amount) => {
    expect(() => dueAt({ ...threeDays, amount }, calendars.current("US"), instant("2026-11-16T17:00:00Z"))).toThrow(
      "Expected an amount from 1 to 1000",
    );
  });

  it.each([
    [{ zone: "Mars/Olympus" }, "Mars/Olympus"],
    [{ zone: "+05:30" }, "name of a time zone"],
    [{ close: "24:00" }, "close of business"],
    [{ close: "9:00" }, "close of business"],
    [{ unit: "weeks" as "businessDays" }, "weeks"],
  ])("refuses %j", (wrong, sentence) => {
    const terms = { ...threeDays, ...wrong };
    expect(() => dueAt(terms, calendars.current("US"), instant("2026-11-16T17:00:00Z"))).toThrow(sentence);
  });

  it.each(["2019-12-31T12:00:00Z", "2033-01-05T12:00:00Z", "2032-12-29T12:00:00Z", "0001-01-01T12:00:00Z"])(
    "refuses to guess beyond the calendar's years: %s",
    (from) => {
      const due = () => dueAt({ ...threeDays, zone: "UTC" }, calendars.current("US"), instant(from));
      expect(due).toThrow(expect.objectContaining({ code: "CALENDAR_RANGE" }));
    },
  );

  it("answers on the first and the last days that the calendar knows", () => {
    const on = (from: string) => dueAt({ ...threeDays, zone: "UTC" }, calendars.current("US"), instant(from));
    expect(on("2020-01-01T12:00:00Z").days[0]).toEqual({ date: "2020-01-01", kind: "holiday", name: "New Year's Day" });
    expect(on("2032-12-27T12:00:00Z").dueAt).toBe("2032-12-30T17:00:00.0000000Z");
  });
});

describe("zoneNamed", () => {
  it("skips the day that Samoa skipped", () => {
    const apia = zoneNamed("Pacific/Apia");
    expect(apia.dateOf(instant("2011-12-30T09:59:59Z"))).toBe("2011-12-29");
    expect(apia.dateOf(instant("2011-12-30T10:00:00Z"))).toBe("2011-12-31");
  });
});
