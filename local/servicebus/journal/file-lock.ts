import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Another broker that is still running holds the directory. */
export class FileLockError extends Error {
  override name = "FileLockError";
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

// A process id is given out again, in a container after every start; with the start time it is the same process.
const startOf = (pid: number): string =>
  read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ")[19] ?? "";

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

const isHeld = (owner: string): boolean => {
  const [pid, start] = owner.split(" ");
  return Number(pid) > 0 && isRunning(Number(pid)) && (!start || start === startOf(Number(pid)));
};

const tryCreate = (path: string, content: string): boolean => {
  try {
    writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
};

// Renaming lets only one of several newcomers clear the way; a lock that was taken meanwhile is put back.
const clearAway = (path: string, stale: string): void => {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) === stale) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
};

/** Takes a lock file, also that of a process which is gone; the answer gives it back. */
export const takeFileLock = (path: string): (() => void) => {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  while (!tryCreate(path, mine)) {
    const owner = read(path);
    if (owner === undefined) continue;
    if (isHeld(owner)) {
      throw new FileLockError(
        `Another broker (process ${owner.split(" ")[0]}) uses this data directory: ${path} is held. Stop it, or set DATA_DIR to another directory.`,
      );
    }
    clearAway(path, owner);
  }
  return () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
};
