import { instant } from "../../../src/core/instant.ts";
import { dueAt } from "../../../src/core/sla/due-at.ts";
import { renderExplanation, renderTrace, shortInstant } from "../../../src/core/sla/trace-text.ts";
import { calendars, threeDays } from "./calendars.ts";

describe("renderTrace", () => {
  it("says of each day what it was, with a running count", () => {
    expect(
      renderTrace(
        [
          { date: "2026-11-25", kind: "counted" },
          { date: "2026-11-26", kind: "holiday", name: "Thanksgiving Day" },
          { date: "2026-11-27", kind: "paused", name: "waiting\u202e for\nlogs" },
          { date: "2026-11-28", kind: "weekend" },
          { date: "2026-11-30", kind: "counted" },
        ],
        3,
      ),
    ).toEqual([
      "Wed 2026-11-25  counted 1 of 3",
      "Thu 2026-11-26  holiday: Thanksgiving Day",
      "Fri 2026-11-27  paused: waiting for logs",
      "Sat 2026-11-28  weekend",
      "Mon 2026-11-30  counted 2 of 3",
    ]);
  });

  it("cuts a long reason", () => {
    const [line = ""] = renderTrace([{ date: "2026-11-27", kind: "paused", name: "x".repeat(500) }], 3);
    expect(line).toHaveLength("Fri 2026-11-27  paused: ".length + 80);
  });
});

describe("renderExplanation", () => {
  const explain = (from: string) =>
    renderExplanation(threeDays, instant(from), dueAt(threeDays, calendars.current("US"), instant(from)));

  it("begins with the submission and ends with the due time", () => {
    expect(explain("2026-11-16T17:00:00Z")).toEqual([
      "Mon 2026-11-16  submitted, before the start",
      "Tue 2026-11-17  counted 1 of 3",
      "Wed 2026-11-18  counted 2 of 3",
      "Thu 2026-11-19  counted 3 of 3",
      "due Thu 2026-11-19 17:00 America/Los_Angeles (2026-11-20T01:00:00Z)",
    ]);
  });

  it("marks a submission on a day off on that day's own line", () => {
    expect(explain("2026-11-15T20:00:00Z").slice(0, 3)).toEqual([
      "Sat 2026-11-14  weekend",
      "Sun 2026-11-15  weekend, submitted",
      "Mon 2026-11-16  counted 1 of 3",
    ]);
  });
});

describe("shortInstant", () => {
  it("keeps the digits that say something", () => {
    expect(shortInstant(instant("2026-11-20T01:00:00Z"))).toBe("2026-11-20T01:00:00Z");
    expect(shortInstant(instant("2026-11-20T01:00:00.1200Z"))).toBe("2026-11-20T01:00:00.12Z");
    expect(shortInstant(instant("2026-11-20T01:00:10Z"))).toBe("2026-11-20T01:00:10Z");
  });
});
