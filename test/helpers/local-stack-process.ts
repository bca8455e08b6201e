import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A piece of the stack as a process that can be killed. */
export interface Piece {
  readonly ready: Readonly<Record<string, unknown>>;
  /** Everything it wrote, line by line. */
  readonly lines: readonly string[];
  readonly isRunning: () => boolean;
  /** Ends it by this signal and resolves once it is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
}

const READY_IN_MS = 30_000;

/** Starts a script of the project and waits for its ready line; it ends with this process, whatever happens to it. */
export const startPiece = async (
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onLine: (line: string) => void = () => undefined,
): Promise<Piece> => {
  const { PATH = "", HOME = "", TMPDIR } = process.env;
  const child: ChildProcess = spawn(process.execPath, [script, ...args], {
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const exited = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${script} is not ready:\n${lines.join("\n")}`)), READY_IN_MS);
    void exited.then(() => reject(new Error(`${script} ended before it was ready:\n${lines.join("\n")}`)));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on("line", (line) => {
        if (line.startsWith('{"event":"ready"')) {
          clearTimeout(timer);
          resolve(JSON.parse(line) as Record<string, unknown>);
        } else if (stream === child.stdout) onLine(line);
        lines.push(line);
      });
    }
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    ready,
    lines,
    isRunning,
    end: async (signal) => {
      if (isRunning()) child.kill(signal);
      await exited;
    },
  };
};
