import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSchedule } from "../../src/schedule.ts";
import { isPastDue, makeTimerStatusStore, nextStatus, toTimerInput } from "../../src/timer-status.ts";

const hourly = parseSchedule("0 0 * * * *", "f");
const now = new Date("2026-11-20T16:20:00.000Z");

describe("nextStatus", () => {
  it("is due at the next occurrence when the timer is new", () => {
    expect(nextStatus(hourly, null, now)).toEqual({
      schedule: "0 0 * * * *",
      last: null,
      next: "2026-11-20T17:00:00.000Z",
      lastUpdated: "2026-11-20T16:20:00.000Z",
    });
  });

  it("never uses the same occurrence twice", () => {
    const dueAt = new Date("2026-11-20T17:00:00.000Z");
    const early = new Date("2026-11-20T16:59:59.998Z");
    expect(nextStatus(hourly, dueAt, early).next).toBe("2026-11-20T18:00:00.000Z");
  });

  it("leaves out what passed during a long run", () => {
    const status = nextStatus(hourly, new Date("2026-11-20T12:00:00.000Z"), now);
    expect(status).toMatchObject({ last: "2026-11-20T12:00:00.000Z", next: "2026-11-20T17:00:00.000Z" });
  });
});

describe("isPastDue", () => {
  const missed = { ...nextStatus(hourly, null, now), next: "2026-11-20T16:00:00.000Z" };

  it("is true when the recorded next run has passed", () => {
    expect(isPastDue(missed, hourly, now)).toBe(true);
  });

  it("is false for a new timer, one that is not due, and a changed schedule", () => {
    expect(isPastDue(undefined, hourly, now)).toBe(false);
    expect(isPastDue(nextStatus(hourly, null, now), hourly, now)).toBe(false);
    expect(isPastDue({ ...missed, schedule: "0 * * * * *" }, hourly, now)).toBe(false);
  });
});

describe("toTimerInput", () => {
  it("has the names and instants of the real host", () => {
    expect(JSON.parse(toTimerInput(nextStatus(hourly, null, now), true))).toEqual({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: "0001-01-01T00:00:00",
        LastUpdated: "2026-11-20T16:20:00+00:00",
        Next: "2026-11-20T17:00:00+00:00",
      },
      IsPastDue: true,
    });
    expect(JSON.parse(toTimerInput(undefined, false))).toMatchObject({ ScheduleStatus: null, IsPastDue: false });
  });
});

describe("makeTimerStatusStore", () => {
  const dir = mkdtempSync(join(tmpdir(), "timers-"));
  afterAll(() => rmSync(dir, { recursive: true }));

  it("keeps statuses over a restart, and starts anew from a broken file", () => {
    const status = nextStatus(hourly, null, now);
    makeTimerStatusStore(dir).set("sweep", status);
    expect(makeTimerStatusStore(dir).get("sweep")).toEqual(status);
    for (const broken of [
      "{",
      "null",
      '{"sweep":{"schedule":"0 0 * * * *","last":null,"next":"soon","lastUpdated":"now"}}',
    ]) {
      writeFileSync(join(dir, "timers.json"), broken);
      expect(makeTimerStatusStore(dir).get("sweep")).toBeUndefined();
    }
  });
});
