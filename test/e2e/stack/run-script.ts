import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const ROOT = resolve(__dirname, "../../..");

export const FREE_PORTS = { HTTP_PORT: "0", SERVICE_BUS_PORT: "0", TABLES_PORT: "0", SMTP_PORT: "0", INBOX_PORT: "0" };

export interface Script {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the exit code, or the signal's name. */
  readonly exit: Promise<number | string>;
}

/** Runs a script of the project as `npm run` would, with these settings and no others. */
export const runScript = (script: string, args: readonly string[], env: Record<string, string>): Script =>
  run(process.execPath, [join(ROOT, script), ...args], env);

/** Runs a script of `package.json` through npm. */
export const runNpm = (name: string, args: readonly string[], env: Record<string, string>): Script =>
  run("npm", ["run", "--silent", name, "--", ...args], env);

const run = (program: string, args: readonly string[], env: Record<string, string>): Script => {
  const { PATH = "", TMPDIR, HOME } = process.env;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { PATH, ...(TMPDIR ? { TMPDIR } : {}), ...(HOME ? { HOME } : {}), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const exit = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return { process: child, stdout: () => out, stderr: () => err, exit };
};

export const until = async <T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 20_000,
): Promise<T> => {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(20);
  }
  throw new Error(`waited ${ms} ms in vain: ${what}`);
};

export const readyLine = async (script: Script): Promise<Record<string, string | null>> => {
  const line = await until(
    `ready line; stderr: ${script.stderr()}`,
    () => script.stdout().split("\n").length > 1 && script.stdout(),
  );
  return JSON.parse(line) as Record<string, string | null>;
};

export const isListening = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });

/** Every port of 127.0.0.1 that a ready line names. */
export const portsOf = (line: Record<string, string | null>): number[] =>
  [...JSON.stringify(line).matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1]));

/** Living processes whose command line holds this text, as Linux tells them; none elsewhere. */
export const processesNaming = (text: string): { pid: number; command: string }[] => {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return command.includes(text) ? [{ pid: Number(pid), command }] : [];
    } catch {
      return []; // it ended while we looked
    }
  });
};
