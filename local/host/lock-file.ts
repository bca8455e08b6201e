import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "./host-error.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

/** When the process was born, as Linux tells it: a process id alone may be another process by now. */
export const bornAt = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

const readHolder = (file: string): number | undefined => {
  try {
    const { pid, born } = JSON.parse(readFileSync(file, "utf8")) as { pid: number; born: string };
    return pid !== process.pid && isAlive(pid) && bornAt(pid) === born ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** Takes the directory for this process; one left by a killed process is free. Returns the release. */
export const takeLock = (dir: string): (() => void) => {
  const file = join(dir, "lock.json");
  const holder = readHolder(file);
  if (holder !== undefined) {
    throw new HostError(`Another functions host (process ${holder}) uses ${dir}: stop it, or give another DATA_DIR.`, {
      exitCode: 2,
    });
  }
  writeFileAtomic(file, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }));
  return () => rmSync(file, { force: true });
};
