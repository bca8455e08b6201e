import { type Deadline, startDeadline } from "./deadline.ts";

/** Sends that are under way, each with its own deadline. */
export interface InFlight {
  readonly run: <T>(deadlineInMs: number, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Resolves once nothing is under way; what still is after `graceInMs` is cut off. */
  readonly end: (graceInMs: number) => Promise<void>;
}

export const makeInFlight = (): InFlight => {
  const running = new Map<Deadline, Promise<unknown>>();

  const run = <T>(deadlineInMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const deadline = startDeadline(deadlineInMs);
    const entry = work(deadline.signal).finally(() => {
      deadline.clear();
      running.delete(deadline);
    });
    running.set(deadline, entry);
    return entry;
  };

  const end = async (graceInMs: number): Promise<void> => {
    const cut = setTimeout(() => {
      for (const deadline of running.keys()) deadline.cut();
    }, graceInMs);
    await Promise.allSettled(running.values());
    clearTimeout(cut);
  };

  return { run, end };
};
