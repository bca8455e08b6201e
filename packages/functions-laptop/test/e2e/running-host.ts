import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
export const FIXTURE = join(import.meta.dirname, "../host-app");

export type Ready = {
  event: "ready";
  http: string;
  functionKey: string;
  masterKey: string;
  functions: { name: string; type: string; route?: string }[];
};

/** Asks again and again until there is an answer, or the deadline has passed. */
export const until = async <T>(what: string, ask: () => T | undefined, timeoutInMs = 15_000): Promise<T> => {
  const deadline = Date.now() + timeoutInMs;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutInMs} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

export class Process {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  exitCode: number | string | undefined;

  constructor(script: string, args: string[], env: Record<string, string> = {}) {
    const { SERVICE_BUS: _, HTTP_PORT: __, DATA_DIR: ___, ...clean } = process.env;
    this.child = spawn(process.execPath, [script, ...args], {
      env: { ...clean, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.child.on("close", (code, signal) => {
      this.exitCode = code ?? signal ?? "unknown";
    });
  }

  async readyLine<T>(): Promise<T> {
    const line = await until("the ready line", () => {
      if (this.exitCode !== undefined) throw new Error(`It ended with ${this.exitCode}: ${this.stderr}`);
      return /^\{.*\}\n/m.exec(this.stdout)?.[0];
    });
    return JSON.parse(line) as T;
  }

  exit(): Promise<number | string> {
    return until("the exit", () => this.exitCode);
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | string> {
    if (this.exitCode === undefined) this.child.kill(signal);
    return this.exit();
  }
}

/** A directory of its own, with the file the fixture app writes down what it saw. */
export class Place {
  readonly dir = mkdtempSync(join(tmpdir(), "host-e2e-"));
  readonly seenFile = join(this.dir, "seen.jsonl");

  // biome-ignore lint/suspicious/noExplicitAny: entries have the many shapes of the fixture app.
  seen(): any[] {
    if (!existsSync(this.seenFile)) return [];
    const lines = readFileSync(this.seenFile, "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line));
  }

  host(env: Record<string, string> = {}, args: string[] = []): Process {
    const settings = { SEEN_FILE: this.seenFile, YEARLY_SCHEDULE: "0 0 0 1 1 *", ...env };
    return new Process(MAIN, ["--port", "0", "--data-dir", this.dir, "--app", FIXTURE, ...args], settings);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
