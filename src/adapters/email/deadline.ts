const LONGEST_TIMER = 2 ** 31 - 1;

/** A signal that aborts after some time. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly clear: () => void;
  /** Aborts now. */
  readonly cut: () => void;
}

export const startDeadline = (ms: number): Deadline => {
  const controller = new AbortController();
  const cut = (): void => controller.abort();
  const wait = ms > 0 ? Math.min(ms, LONGEST_TIMER) : 0;
  if (wait === 0) cut();
  const timer = setTimeout(cut, wait);
  return { signal: controller.signal, clear: () => clearTimeout(timer), cut };
};

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
