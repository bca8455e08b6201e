import { watchNpm } from "./npm-parent.ts";

/** Resolves at the first Ctrl-C, SIGTERM or SIGHUP, or when npm is gone; the process then ends what it started. A later signal does not cut that short. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    const isNpmGone = watchNpm();
    const stop = (): void => {
      clearInterval(timer);
      resolve();
    };
    // It also keeps the process alive when every piece is replaced by a setting: a signal handler alone does not.
    const timer = setInterval(() => {
      if (isNpmGone()) stop();
    }, 500);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
