import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCalendars } from "../../../src/adapters/calendars/load-calendars.ts";
import { instant } from "../../../src/core/instant.ts";
import { calendarHorizons } from "../../../src/core/sla/calendar-catalogue.ts";
import { civilDay } from "../../../src/core/sla/civil-day.ts";
import { calendars } from "./calendars.ts";

const unknown = expect.objectContaining({ code: "CALENDAR_UNKNOWN" });

describe("loadCalendars", () => {
  const folder = mkdtempSync(join(tmpdir(), "calendars-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has a current version of every code", () => {
    expect(calendars.codes).toEqual(["AU", "CA", "DE", "FR", "GB", "IE", "IN", "JP", "NONE", "US"]);
    for (const code of calendars.codes) expect(calendars.current(code).code).toBe(code);
    expect(calendars.codes.filter((code) => calendars.current(code).incomplete)).toEqual(["IN"]);
  });

  it.each([
    ["US", "2021-12-31", "holiday"],
    ["US", "2021-06-18", "holiday"],
    ["US", "2020-06-19", "counted"],
    ["US", "2026-07-03", "holiday"],
    ["US", "2022-12-26", "holiday"],
    ["GB", "2020-05-08", "holiday"],
    ["GB", "2020-05-04", "counted"],
    ["GB", "2022-09-19", "holiday"],
    ["DE", "2026-12-24", "counted"],
    ["JP", "2020-07-24", "holiday"],
    ["JP", "2032-09-21", "holiday"],
    ["IE", "2022-03-18", "holiday"],
    ["IE", "2026-12-28", "holiday"],
    ["CA", "2023-01-02", "holiday"],
    ["AU", "2026-04-03", "holiday"],
  ])("%s on %s is %s", (code, date, kind) => {
    expect(calendars.current(code).describe(civilDay(date)).kind).toBe(kind);
  });

  it.each(["../US@000000000000", "US", "US@000000000000", "US@", "toString"])("knows no %j", (reference) => {
    expect(() => calendars.get(reference)).toThrow(unknown);
  });

  it("refuses a file whose days are not those of its name", () => {
    const { reference } = calendars.current("US");
    const text = readFileSync(join(import.meta.dirname, "../../../calendars", `${reference}.json`), "utf8");
    writeFileSync(join(folder, "current.json"), JSON.stringify({ US: reference }));
    writeFileSync(join(folder, `${reference}.json`), text.replace("2026-07-03", "2026-07-02"));
    expect(() => loadCalendars(folder).current("US")).toThrow(unknown);
    writeFileSync(join(folder, `${reference}.json`), text);
    expect(loadCalendars(folder).current("US").reference).toBe(reference);
    expect(() => loadCalendars(folder).current("GB")).toThrow(unknown);
  });
});

describe("calendarHorizons", () => {
  const shortAt = (now: string) =>
    calendarHorizons(calendars, instant(now))
      .filter(({ isShort }) => isShort)
      .map(({ calendar }) => calendar.slice(0, 2));

  it("warns when fewer than 12 months are left", () => {
    expect(shortAt("2026-11-21T00:00:00Z")).toEqual([]);
    expect(shortAt("2032-02-01T00:00:00Z")).toEqual(["AU", "CA", "DE", "FR", "GB", "IE", "IN", "JP", "US"]);
  });
});
