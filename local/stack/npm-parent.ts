import { readFileSync } from "node:fs";

const isUnderNpm = process.env["npm_lifecycle_event"] !== undefined && process.platform !== "win32";

/** The parent of a shell that npm put between itself and us, as Linux tells it. */
const parentOfShell = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
    return /^(sh|dash|ash|bash)$/.test(name) ? rest.split(" ")[1] : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Tells whether the npm that started this process is gone. A signal to npm ends the shell in between at best and is never passed on to us,
 * so the end of either is the only sign. Always false when npm did not start us.
 */
export const watchNpm = (): (() => boolean) => {
  const parent = process.ppid;
  const npm = parentOfShell(parent);
  return () => isUnderNpm && (process.ppid !== parent || (npm !== undefined && parentOfShell(parent) !== npm));
};
