import { fc } from "../../helpers/fast-check.ts";
import { instant, instantFromMs } from "../../../src/core/instant.ts";
import { civilDay } from "../../../src/core/sla/civil-day.ts";
import { dueAt } from "../../../src/core/sla/due-at.ts";
import { shortInstant } from "../../../src/core/sla/trace-text.ts";
import { zoneNamed } from "../../../src/core/sla/zone.ts";
import { walk } from "./brute-force.ts";
import { calendars, threeDays } from "./calendars.ts";

const ZONES = [
  "America/Los_Angeles",
  "Europe/London",
  "Europe/Berlin",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "UTC",
];
const CODES = ["US", "GB", "DE", "JP", "AU", "NONE"];

const question = fc.record({
  from: fc.integer({ min: Date.UTC(2020, 0, 2), max: Date.UTC(2032, 5, 1) }).map(instantFromMs),
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom("businessDays" as const, "calendarDays" as const),
  code: fc.constantFrom(...CODES),
  zone: fc.constantFrom(...ZONES),
  close: fc.constantFrom("17:00", "00:00", "01:30", "02:30", "23:59"),
});

const holidaysOf = (code: string): Set<string> => {
  const calendar = calendars.current(code);
  const dates = new Set<string>();
  if (code === "NONE") return dates;
  for (let day = calendar.firstDay; day <= calendar.lastDay; day = civilDay(nextDate(day))) {
    const { date, kind } = calendar.describe(day);
    if (kind === "holiday") dates.add(date);
  }
  return dates;
};
const nextDate = (day: number): string => new Date((day + 1) * 86_400_000).toISOString().slice(0, 10);
const holidays = new Map(CODES.map((code) => [code, holidaysOf(code)]));

const explain = ({
  code,
  from,
  ...terms
}: {
  code: string;
  from: ReturnType<typeof instant>;
  amount: number;
  unit: "businessDays" | "calendarDays";
  zone: string;
  close: string;
}) => {
  const calendar = calendars.current(code);
  return dueAt({ ...terms, calendar: calendar.reference }, calendar, from);
};

describe("dueAt", () => {
  it("agrees with a walk from day to day", () => {
    fc.assert(
      fc.property(question, (asked) => {
        const due = explain(asked);
        const walked = walk({ ...asked, holidays: holidays.get(asked.code) ?? new Set() });
        expect(shortInstant(due.dueAt)).toBe(walked.dueAt);
        expect(due.days.filter(({ kind }) => kind === "counted").map(({ date }) => date)).toEqual(walked.counted);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("grows with the amount", () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(explain({ ...asked, amount: asked.amount + 1 }).dueAt > explain(asked).dueAt).toBe(true);
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  it("never falls on a day that is not a business day, and lists every day once", () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { days, dueDay } = explain({ ...asked, unit: "businessDays" });
        expect(calendars.current(asked.code).isBusinessDay(dueDay)).toBe(true);
        days.slice(1).forEach(({ date }, index) => {
          expect(date).toBe(nextDate(civilDay(days[index]?.date ?? "")));
        });
      }),
      { numRuns: 200, seed: 7 },
    );
  });

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
