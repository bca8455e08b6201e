import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";

/** Files that are made from a source, and the script that makes them. */
export interface MadeFiles {
  /** Of the script in `package.json`. */
  readonly name: string;
  readonly description: string;
  /** What they are made from. */
  readonly source: string;
  readonly root: string;
  /** Every file as it should be now, by its path from the root. */
  readonly render: () => ReadonlyMap<string, string>;
}

const readOrNothing = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Runs a command that writes the files, and with `check` says which are not as they should be. */
export const runMadeFiles = ({ name, description, source, root, render }: MadeFiles): void => {
  const stale = () => [...render()].filter(([path, text]) => readOrNothing(join(root, path)) !== text);
  const run = (work: () => number) => (): void => {
    try {
      process.exitCode = work();
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
  };
  const write = (): number => {
    for (const [path, text] of stale()) {
      writeFileSync(join(root, path), text);
      console.log(`wrote ${path}`);
    }
    return 0;
  };
  const check = (): number => {
    const found = stale();
    for (const [path] of found) console.error(`${path} does not match ${source}: run \`npm run ${name}\`.`);
    return found.length === 0 ? 0 : 1;
  };
  const command = new Command(`npm run ${name} --`).description(description).exitOverride(exitForWrongUse);
  command.command("write", { isDefault: true }).description("writes them (the default)").action(run(write));
  command
    .command("check")
    .description("only says which do not match; exit code 1 when one does not")
    .action(run(check));
  command.parse();
};
