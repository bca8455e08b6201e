// Under `npm run`, a shell stands between npm and us. A SIGTERM ends that shell and is never passed on, so its end is our signal.
const watchNpm = (stop: () => void): NodeJS.Timeout | undefined => {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
};

/** Resolves at the first Ctrl-C, SIGTERM or SIGHUP; the process then ends what it started. A later signal does not cut that short. */
export const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      clearInterval(timer);
      resolve();
    };
    const timer = watchNpm(stop);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
