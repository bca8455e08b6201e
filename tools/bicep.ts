import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { findBicep } from "./bicep/find-bicep.ts";
import { runBicep } from "./bicep/run-bicep.ts";

const ROOT = join(import.meta.dirname, "..");
const INFRA = join(ROOT, "infra");
const OUT = join(ROOT, "dist", "infra");

const find = (pattern: string): string[] => globSync(join(INFRA, pattern)).toSorted();
const templates = (): string[] => find("**/*.bicep");
const parameterFiles = (): string[] => find("*.bicepparam");

type Work = (bicep: string) => readonly string[];

/** Runs a command on every file of each kind: the CLI's patterns know no alternatives. */
const onEveryFile = (bicep: string, name: string, folder: string): readonly string[] =>
  ["**/*.bicep", "*.bicepparam"].flatMap((pattern) => runBicep(bicep, [name, "--pattern", pattern], folder).problems);

const lint: Work = (bicep) => onEveryFile(bicep, "lint", INFRA);

const build: Work = (bicep) => {
  mkdirSync(OUT, { recursive: true });
  const main = runBicep(bicep, ["build", "main.bicep", "--stdout"], INFRA);
  if (main.problems.length > 0) return main.problems;
  writeFileSync(join(OUT, "main.json"), main.output);
  return parameterFiles().flatMap((file) => {
    const name = `${basename(file, ".bicepparam")}.parameters.json`;
    return runBicep(bicep, ["build-params", file, "--outfile", join(OUT, name)], INFRA).problems;
  });
};

const format: Work = (bicep) => onEveryFile(bicep, "format", INFRA);

/** The CLI only writes: so it writes to a copy, and what is different there was not formatted. */
const checkFormat: Work = (bicep) => {
  const copy = mkdtempSync(join(tmpdir(), "bicep-format-"));
  try {
    cpSync(INFRA, copy, { recursive: true });
    const problems = onEveryFile(bicep, "format", copy);
    const unlike = [...templates(), ...parameterFiles()].filter(
      (file) => readFileSync(file, "utf8") !== readFileSync(join(copy, relative(INFRA, file)), "utf8"),
    );
    return [...problems, ...unlike.map((file) => `${relative(ROOT, file)} is not formatted: npm run bicep -- format`)];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

const run = (work: Work) => (): void => {
  try {
    const bicep = findBicep();
    if (bicep === undefined) {
      console.log("Left out: the Bicep CLI comes through `dotnet`, which is not on this machine.");
      return;
    }
    const problems = [...new Set(work(bicep))];
    for (const problem of problems) console.error(problem.replace(`${ROOT}/`, ""));
    console.log(
      `${templates().length} templates, ${parameterFiles().length} parameters files, ${problems.length} problems`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
};

const command = new Command("npm run bicep --")
  .description(
    "Compiles and checks the templates in infra/ with the Bicep CLI, which is fetched from NuGet where `dotnet` is.",
  )
  .exitOverride(exitForWrongUse);
command.command("build").description("writes the compiled templates to dist/infra/").action(run(build));
command.command("lint").description("lints every file; a warning is an error").action(run(lint));
command.command("format").description("formats every file").action(run(format));
command
  .command("check")
  .description("format, lint and build: what CI runs")
  .action(run((bicep) => [...checkFormat(bicep), ...lint(bicep), ...build(bicep)]));
command.parse();
