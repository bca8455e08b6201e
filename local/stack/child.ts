import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { WrongUse } from "./wrong-use.ts";

/** How to run one piece of the stack as a process of its own. */
export interface ChildSpec {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Arguments of Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The fields of a piece's ready line. */
export type Ready = Readonly<Record<string, unknown>>;

/** A running piece. */
export interface Child {
  readonly pid: number | undefined;
  readonly ready: Ready;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** Ends it cleanly, by force after ten seconds; resolves once it is gone. */
  stop(): Promise<void>;
}

export type Log = (line: string) => void;

const STOP_TIMEOUT_IN_MS = 10_000;
const READY_TIMEOUT_IN_MS = 60_000;

const parseReady = (line: string): Ready | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line) as Ready;
    return value["event"] === "ready" ? value : undefined;
  } catch {
    return undefined;
  }
};

const stopProcess = async (process_: ChildProcess, exited: Promise<unknown>): Promise<void> => {
  if (process_.exitCode !== null || process_.signalCode !== null) return;
  const force = setTimeout(() => process_.kill("SIGKILL"), STOP_TIMEOUT_IN_MS);
  // Windows knows no SIGTERM that a process could answer; there the closed stdin asks it to end.
  if (process.platform === "win32") process_.stdin?.end();
  else process_.kill("SIGTERM");
  await exited;
  clearTimeout(force);
};

/** What to tell people when a piece ends, or stays silent, before it is ready. */
const failedStart = (name: string, exit: number | string, lastLines: readonly string[]): Error => {
  const lines = lastLines.length > 0 ? lastLines : [`${name} ended before it was ready (${exit})`];
  return exit === 2 ? new WrongUse(lines) : new Error(lines.join("\n"));
};

/**
 * Starts a piece and waits for its ready line. Its other output goes to `log`.
 * The pipe to its stdin is what ends it when this process is killed: the kernel closes it whatever happened.
 */
export const startChild = async ({ name, script, args, env, nodeArgs = [] }: ChildSpec, log: Log): Promise<Child> => {
  const started = spawn(process.execPath, [...nodeArgs, script, ...args], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  started.stdin.on("error", () => {}); // it is gone, and `exited` tells
  const exited = new Promise<number | string>((resolve) => {
    started.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    started.once("error", (error) => resolve(error.message));
  });
  // The host's own lines already name the function and the time.
  const tell = (line: string): void => log(name === "host" ? line : `${name}: ${line}`);
  const lastLines: string[] = [];
  let isReady = false;
  createInterface(started.stderr).on("line", (line) => {
    if (isReady) tell(line);
    else lastLines.push(line);
  });
  const ready = new Promise<Ready | undefined>((resolve) => {
    createInterface(started.stdout).on("line", (line) => {
      const found = isReady ? undefined : parseReady(line);
      if (!found) return tell(line);
      isReady = true;
      for (const earlier of lastLines.splice(0)) tell(earlier);
      resolve(found);
    });
    setTimeout(() => resolve(undefined), READY_TIMEOUT_IN_MS).unref();
  });
  const first = await Promise.race([ready, exited.then((exit) => ({ exit }))]);
  if (first && "event" in first) {
    return { pid: started.pid, ready: first, exited, stop: () => stopProcess(started, exited) };
  }
  await stopProcess(started, exited);
  throw failedStart(name, first ? (first as { exit: number | string }).exit : "no ready line for a minute", lastLines);
};
