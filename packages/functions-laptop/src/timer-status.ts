import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Schedule } from "./schedule.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

/** When a timer ran last, and when it is due; `last` is null until its first run. */
type TimerStatus = { schedule: string; last: string | null; next: string; lastUpdated: string };

const isInstant = (value: unknown): boolean => typeof value === "string" && !Number.isNaN(Date.parse(value));

const isStatus = (value: unknown): value is TimerStatus => {
  const { schedule, last, next, lastUpdated } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof schedule === "string" && (last === null || isInstant(last)) && isInstant(next) && isInstant(lastUpdated)
  );
};

export type TimerStatusStore = {
  get: (name: string) => TimerStatus | undefined;
  set: (name: string, status: TimerStatus) => void;
};

/** A lost or broken entry only means that no run is known to be missed, as with a new storage account. */
const readAll = (file: string): Map<string, TimerStatus> => {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>);
    return new Map(entries.filter((entry): entry is [string, TimerStatus] => isStatus(entry[1])));
  } catch {
    return new Map();
  }
};

export const makeTimerStatusStore = (dir: string): TimerStatusStore => {
  const file = join(dir, "timers.json");
  const all = readAll(file);
  return {
    get: (name) => all.get(name),
    set: (name, status) => {
      all.set(name, status);
      writeFileAtomic(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
    },
  };
};

/** The status after a run that was due at `dueAt`, or of a timer that is seen for the first time (`dueAt` null). */
export const nextStatus = (schedule: Schedule, dueAt: Date | null, now: Date): TimerStatus => ({
  schedule: schedule.text,
  last: dueAt?.toISOString() ?? null,
  next: schedule.nextAfter(dueAt !== null && dueAt > now ? dueAt : now).toISOString(),
  lastUpdated: now.toISOString(),
});

/** True when a run was missed while no host ran; a changed schedule has missed nothing. */
export const isPastDue = (status: TimerStatus | undefined, schedule: Schedule, now: Date): boolean =>
  status !== undefined && status.schedule === schedule.text && new Date(status.next) < now;

const dotNetInstant = (text: string | null): string =>
  text === null ? "0001-01-01T00:00:00" : text.replace(/\.?0*Z$/, "+00:00");

/** The input of a timer function, as the real host writes it; the library puts its keys into camel case. */
export const toTimerInput = (status: TimerStatus | undefined, pastDue: boolean): string =>
  JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status
      ? {
          Last: dotNetInstant(status.last),
          LastUpdated: dotNetInstant(status.lastUpdated),
          Next: dotNetInstant(status.next),
        }
      : null,
    IsPastDue: pastDue,
  });
