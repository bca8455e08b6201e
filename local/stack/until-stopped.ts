// Under `npm run`, a shell stands between npm and us. A SIGTERM ends that shell and is never passed on, so its end is our signal.
const isUnderNpm = process.env["npm_lifecycle_event"] !== undefined && process.platform !== "win32";

/** Resolves at the first Ctrl-C, SIGTERM or SIGHUP; the process then ends what it started. A later signal does not cut that short. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    const parent = process.ppid;
    const stop = (): void => {
      clearInterval(timer);
      resolve();
    };
    // It also keeps the process alive when every piece is replaced by a setting: a signal handler alone does not.
    const timer = setInterval(() => {
      if (isUnderNpm && process.ppid !== parent) stop();
    }, 500);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
