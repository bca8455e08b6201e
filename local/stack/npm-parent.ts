const isUnderNpm = process.env["npm_lifecycle_event"] !== undefined && process.platform !== "win32";

/** Tells whether the npm that started this process was killed, which tells us nothing. Always false when npm did not start us. */
export const watchNpm = (): (() => boolean) => {
  // The scripts of `package.json` begin with `exec`, so npm is our parent and hands its signals on to us: the shell between would keep them.
  const npm = process.ppid;
  return () => isUnderNpm && process.ppid !== npm;
};
