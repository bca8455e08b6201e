import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { ENTITIES_FILE } from "./namespace.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

export interface BrokerProcess {
  readonly connectionString: string;
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Ends the process by a signal; the answer is its exit code, `null` when it was killed. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

const start = (args: readonly string[]) =>
  spawn(process.execPath, [MAIN, "--entities", ENTITIES_FILE, ...args], { stdio: ["pipe", "pipe", "pipe"] });

/** Starts the broker as a process of its own and waits for its ready line. */
export const startBrokerProcess = async (...args: string[]): Promise<BrokerProcess> => {
  const child = start(args);
  const errors = text(child.stderr);
  const line = once(createInterface({ input: child.stdout }), "line").then(([first]) => String(first));
  const ready = await Promise.race([
    line,
    once(child, "exit").then(async () => Promise.reject(new Error(`The broker did not start: ${await errors}`))),
  ]);
  const { serviceBus } = JSON.parse(ready) as { serviceBus: string };
  return {
    child,
    connectionString: serviceBus,
    async stop(signal) {
      const exited = once(child, "exit");
      child.kill(signal);
      return (await exited)[0];
    },
  };
};

/** Runs the broker until it ends by itself. */
export const runBroker = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const child = start(args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, stdout, stderr };
};
