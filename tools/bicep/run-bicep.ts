import { spawnSync } from "node:child_process";

/** What the Bicep CLI said of one file. */
export interface BicepAnswer {
  /** What it wrote to its standard output: the compiled template. */
  readonly output: string;
  /** Each error and warning, with file and line; none when all is well. */
  readonly problems: readonly string[];
}

/** Runs one command of the Bicep CLI in a folder; a warning is a problem too. */
export const runBicep = (bicep: string, args: readonly string[], cwd: string): BicepAnswer => {
  const { status, stdout, stderr, error } = spawnSync(bicep, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  const problems = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /: (Error|Warning) /.test(line) || (status !== 0 && line !== ""));
  return { output: stdout, problems: [...new Set(problems)] };
};
