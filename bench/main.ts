import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";

const SELF = "main.ts";

/** Every other file here is a benchmark of that name. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== SELF)
  .map((file) => file.slice(0, -3))
  .sort();

/** It takes many minutes, so it runs only by name. */
const LONG = "drain";

const run = async (name: string, options: readonly string[]): Promise<number> => {
  console.error(`\n# ${name}\n`);
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...options], { stdio: "inherit" });
  return await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
};

const program = new Command("npm run bench --")
  .description("Runs benchmarks one after the other. Compare figures of one run only: machines differ, and so do days.")
  .argument(
    "[names...]",
    `which of ${names.join(", ")}; all but ${LONG} unless told`,
    names.filter((name) => name !== LONG),
  )
  .addHelpText("after", "\nWhat stands behind one name is for that benchmark: npm run bench -- drain --help")
  .passThroughOptions()
  .exitOverride(exitForWrongUse)
  .action(async (given: readonly string[]) => {
    const first = given.findIndex((text) => !names.includes(text));
    const [wanted, options] = first <= 0 ? [given, []] : [given.slice(0, first), given.slice(first)];
    if (options.length > 0 && wanted.length !== 1) program.error("What is not a name goes behind the name of one.");
    const unknown = wanted.filter((name) => !names.includes(name));
    if (unknown.length > 0)
      program.error(`There is no benchmark ${unknown.join(", ")}; there are ${names.join(", ")}.`);
    for (const name of wanted) process.exitCode ||= await run(name, options);
  });

await program.parseAsync();
