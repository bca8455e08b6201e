import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mutate } from "./mutate.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";

const APP_ROOT = join(import.meta.dirname, "..");
const COPIED = ["src", "sim", "tools", "local", "package.json"] as const;
const LINKED = ["node_modules", "articles", "policies", "calendars", "templates"] as const;

/** What one mutation came to. */
interface Verdict {
  readonly mutation: Mutation;
  /** The first seed that fails, and what it says; absent when the mutation lived. */
  readonly caughtBy?: { readonly seed: number; readonly why: string };
  readonly problem?: string;
}

/** Every `count`-th, from `index` on. */
export interface Part {
  readonly index: number;
  readonly count: number;
}

/** Runs the mutations of a part on a copy of the code until a seed fails, and prints a table. True when every one was caught. */
export const runMutations = async ({
  from,
  seeds,
  part,
}: {
  readonly from: number;
  readonly seeds: number;
  readonly part: Part;
}): Promise<boolean> => {
  const folder = await mkdtemp(join(tmpdir(), "certification-mutations-"));
  try {
    for (const name of COPIED) await cp(join(APP_ROOT, name), join(folder, name), { recursive: true });
    for (const name of LINKED) await symlink(join(APP_ROOT, name), join(folder, name));
    const verdicts: Verdict[] = [];
    const mutations = MUTATIONS.filter((_, index) => index % part.count === part.index);
    for (const mutation of mutations) {
      const verdict = await judge(folder, mutation, from, seeds);
      verdicts.push(verdict);
      console.log(inWords(verdict));
    }
    const lived = verdicts.filter(({ caughtBy }) => caughtBy === undefined);
    console.log(`${mutations.length} mutations, ${mutations.length - lived.length} caught, ${lived.length} not`);
    return mutations.length > 0 && lived.length === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const inWords = ({ mutation, caughtBy, problem }: Verdict): string => {
  const result = caughtBy === undefined ? (problem ?? "NOT CAUGHT") : `seed ${caughtBy.seed}: ${caughtBy.why}`;
  return `| ${mutation.name} | ${mutation.effect} | ${result} |`;
};

const judge = async (folder: string, mutation: Mutation, from: number, seeds: number): Promise<Verdict> => {
  const file = join(folder, mutation.file);
  const original = await readFile(file, "utf8");
  const mutated = mutate(original, mutation);
  if ("problem" in mutated) return { mutation, problem: mutated.problem };
  try {
    await writeFile(file, mutated.text);
    const output = await run(folder, ["--from", String(from), "--seeds", String(seeds), "--first"]);
    const failed = /seed (\d+) fails:\n\s+(.+)/.exec(output);
    if (failed !== null) return { mutation, caughtBy: { seed: Number(failed[1]), why: withoutIds(failed[2] ?? "") } };
    return / 0 failing/.test(output) ? { mutation } : { mutation, problem: `did not run: ${output.slice(-300)}` };
  } finally {
    await writeFile(file, original);
  }
};

const withoutIds = (text: string): string => text.replace(/[0-9a-f]{24,}/g, "…");

const run = async (folder: string, args: readonly string[]): Promise<string> =>
  await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, "tools", "simulate.ts"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += String(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += String(chunk);
    });
    child.on("error", reject);
    child.on("close", () => resolve(output));
  });
