import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileLockError, takeFileLock } from "../src/file-lock.ts";

/** A process that has ended and whose parent, which we stop, has not heard of it. */
const makeZombie = async (): Promise<{ pid: number; bury: () => void }> => {
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (text) => resolve(Number(String(text))));
  });
  const state = () => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  const deadline = Date.now() + 5_000;
  while (state() !== "Z" && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  if (state() !== "Z") throw new Error(`Expected a zombie, got state ${state()}.`);
  return { pid, bury: () => void parent.kill("SIGKILL") };
};

const startOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ")[19] ?? "";

describe("takeFileLock", () => {
  const dir = mkdtempSync(join(tmpdir(), "file-lock-"));
  const path = join(dir, "lock");
  afterEach(() => rmSync(path, { force: true }));
  afterAll(() => rmSync(dir, { recursive: true }));

  it("is refused while another process holds it, naming the process", () => {
    writeFileSync(path, `${process.ppid} ${startOf(process.ppid)}`);
    expect(() => takeFileLock(path)).toThrow(FileLockError);
    expect(() => takeFileLock(path)).toThrow(`Process ${process.ppid} holds`);
  });

  it("is free when the holder was killed, also when its number went to another process", () => {
    for (const owner of ["999999999 1", `${process.ppid} 1`, "nonsense", ""]) {
      writeFileSync(path, owner);
      takeFileLock(path)();
      expect(existsSync(path)).toBe(false);
    }
  });

  it("is free when its holder is a zombie, whose parent may never hear that it has ended", async () => {
    const { pid, bury } = await makeZombie();
    try {
      writeFileSync(path, `${pid} ${startOf(pid)}`);
      takeFileLock(path)();
    } finally {
      bury();
    }
  });
});
