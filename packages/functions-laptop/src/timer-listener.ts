import type { AppFunction } from "./app.ts";
import { type Env, resolveSettings } from "./host-settings.ts";
import type { Invoke } from "./invoke.ts";
import type { Log } from "./log.ts";
import { parseSchedule } from "./schedule.ts";
import { isPastDue, nextStatus, type TimerStatusStore, toTimerInput } from "./timer-status.ts";

/** The wall clock was set back when it is behind a due instant by more than this; a timer is never early by as much. */
const SET_BACK_IN_MS = 1_000;

/** Looked at this often at least, so that a laptop that slept wakes to its timers, and no wait outgrows setTimeout. */
const MAX_WAIT_IN_MS = 15_000;

export type TimerListener = { start: () => void; stop: () => void; runNow: () => Promise<void> };

type Deps = { target: AppFunction; env: Env; invoke: Invoke; store: TimerStatusStore; log: Log };

export const makeTimerListener = ({ target, env, invoke, store, log }: Deps): TimerListener => {
  const schedule = parseSchedule(resolveSettings(String(target.trigger["schedule"] ?? ""), env), target.name);
  const isMonitored = target.trigger["useMonitor"] !== false && !schedule.isFrequent;
  const ids = { functionName: target.name };
  let stopped = false;
  let wait: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  /** Runs of one timer stand in line: a run never overlaps another, one asked for by hand included. */
  const run = (reason: string, pastDue: boolean): Promise<void> => {
    const status = isMonitored ? store.get(target.name) : undefined;
    const next = last.then(async () => {
      await invoke(target, { input: { json: toTimerInput(status, pastDue) }, reason });
    });
    last = next.catch(() => undefined);
    return next;
  };

  /** The status is written after the run, so one that was cut by a crash is made up for at the next start. */
  const runScheduled = async (dueAt: Date, pastDue: boolean): Promise<void> => {
    try {
      await run(pastDue ? "timer, past due" : "timer", pastDue);
    } catch {
      // Logged by the invoker; the real host does not run a failed timer again before its next time.
    }
    const now = new Date();
    const isSetBack = dueAt.getTime() - now.getTime() > SET_BACK_IN_MS;
    const status = nextStatus(schedule, pastDue || isSetBack ? now : dueAt, now);
    if (isMonitored) store.set(target.name, status);
    waitUntil(new Date(status.next));
  };

  /** By the monotonic clock, for the wall clock may be set back meanwhile; by the wall clock too, for a laptop's sleep counts on that one alone. */
  const waitUntil = (dueAt: Date): void => {
    const endsAt = performance.now() + dueAt.getTime() - Date.now();
    const look = (): void => {
      if (stopped) return;
      const left = Math.min(endsAt - performance.now(), dueAt.getTime() - Date.now());
      if (left <= 0) void runScheduled(dueAt, false);
      else wait = setTimeout(look, Math.min(left, MAX_WAIT_IN_MS));
    };
    look();
  };

  const start = (): void => {
    const now = new Date();
    const known = isMonitored ? store.get(target.name) : undefined;
    if (isPastDue(known, schedule, now)) {
      void runScheduled(now, true);
      return;
    }
    // Not the `next` that is known: it lies too far ahead where the clock was set back since.
    const next = schedule.nextAfter(now);
    if (isMonitored && known?.schedule !== schedule.text) store.set(target.name, nextStatus(schedule, null, now));
    log("information", "Host.Triggers.Timer", `next run at ${next.toISOString()}`, ids);
    waitUntil(next);
  };

  return {
    start,
    stop: () => {
      stopped = true;
      clearTimeout(wait);
    },
    runNow: () => run("asked for by the admin route", false),
  };
};
