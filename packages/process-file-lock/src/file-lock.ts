import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Another process that is still running holds the lock. */
export class FileLockError extends Error {
  override name = "FileLockError";
  /** Its process id. */
  readonly holder: number;

  constructor(path: string, holder: number) {
    super(`Process ${holder} holds ${path}.`);
    this.holder = holder;
  }
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** State and start time of a process as Linux tells them (proc(5), fields 3 and 22); the name in brackets before them may hold anything. */
const statOf = (pid: number): { state?: string | undefined; start?: string | undefined } => {
  const fields = read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");
  return { state: fields?.[0], start: fields?.[19] };
};

// A process id is given out again, in a container after every start; with the start time it is the same process.
const startOf = (pid: number): string => statOf(pid).start ?? "";

/** A zombie has ended, and only waits for its parent to hear of it, which in a container without init never happens. */
const isZombie = (pid: number): boolean => ["Z", "X"].includes(statOf(pid).state ?? "");

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
  const id = Number(pid);
  return id > 0 && isRunning(id) && !isZombie(id) && (!start || start === startOf(id));
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

/** Takes a lock file, also that of a process which is gone; the answer gives it back. Throws `FileLockError` when it is held. */
export const takeFileLock = (path: string): (() => void) => {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  while (!tryCreate(path, mine)) {
    const owner = read(path);
    if (owner === undefined) continue;
    if (isHeld(owner)) throw new FileLockError(path, Number(owner.split(" ")[0]));
    clearAway(path, owner);
  }
  return () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
};
