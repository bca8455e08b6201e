import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppFunction } from "../../src/app.ts";
import { makeTimerListener, type TimerListener } from "../../src/timer-listener.ts";
import { makeTimerStatusStore } from "../../src/timer-status.ts";

const START = new Date("2026-11-20T16:20:30.000Z");
const HOUR_IN_MS = 3_600_000;

describe("makeTimerListener", () => {
  let dir: string;
  let runs: string[];
  const listeners: TimerListener[] = [];

  const listen = (): TimerListener => {
    const trigger = { type: "timerTrigger", direction: "in" as const, schedule: "2 * * * * *" };
    const target = { name: "sweep", trigger } as unknown as AppFunction;
    const invoke = async () => {
      runs.push(new Date().toISOString());
      return { invocationId: "i", outputData: [] };
    };
    const store = makeTimerStatusStore(dir);
    const listener = makeTimerListener({ target, env: {}, invoke, store, log: () => undefined });
    listeners.push(listener);
    listener.start();
    return listener;
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "timer-"));
    runs = [];
    jest.useFakeTimers({ now: START });
  });
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.stop();
    jest.useRealTimers();
    rmSync(dir, { recursive: true });
  });

  it("runs at each occurrence, once", async () => {
    listen();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(runs).toEqual(["2026-11-20T16:21:02.000Z", "2026-11-20T16:22:02.000Z"]);
  });

  it("goes on every minute when the wall clock is set back by an hour", async () => {
    listen();
    jest.setSystemTime(START.getTime() - HOUR_IN_MS);
    await jest.advanceTimersByTimeAsync(180_000);
    expect(runs).toEqual(["2026-11-20T15:21:02.000Z", "2026-11-20T15:22:02.000Z", "2026-11-20T15:23:02.000Z"]);
  });

  it("goes on when the wall clock was set back while no host ran", async () => {
    listen().stop();
    jest.setSystemTime(START.getTime() - HOUR_IN_MS);
    listen();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(runs).toEqual(["2026-11-20T15:21:02.000Z"]);
  });

  it("makes up for a sleep, which the monotonic clock does not count", async () => {
    listen();
    jest.setSystemTime(START.getTime() + HOUR_IN_MS);
    await jest.advanceTimersByTimeAsync(16_000);
    expect(runs).toHaveLength(1);
  });
});
