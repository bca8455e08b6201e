import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { loadPolicies } from "../src/adapters/policies/load-policies.ts";
import type { ContentProblem } from "../src/core/articles/article.ts";
import { makeArticleCatalogue } from "../src/core/articles/article-catalogue.ts";
import { coverageMatrix } from "../src/core/policies/coverage-matrix.ts";
import { type CheckedFolder, checkFolder, shownPath } from "./articles/check-folder.ts";
import { findLinkFaults } from "./articles/find-link-faults.ts";
import { makePaint } from "./articles/paint.ts";
import { showCheck, showProblem } from "./articles/show-check.ts";
import { showCoverage } from "./articles/show-coverage.ts";
import { showImport } from "./articles/show-import.ts";
import { toJsonItem } from "./articles/to-json-item.ts";
import { watchFolder } from "./articles/watch-folder.ts";

interface Options {
  readonly dir: string;
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly links?: boolean;
  readonly watch?: boolean;
}

const { ARTICLES_DIR, LINK_HOSTS } = process.env;
const project = join(import.meta.dirname, "..");
const DEFAULT_LINK_HOSTS = "learn.microsoft.com,docs.microsoft.com,partner.microsoft.com,aka.ms";

const paint = makePaint(process.stdout);
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);
const warn = (lines: readonly string[]): void => void process.stderr.write(lines.map((line) => `${line}\n`).join(""));

const openFolder = async (dir: string): Promise<CheckedFolder> => {
  const isFolder = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`There is no folder ${dir}.`);
  return checkFolder(dir);
};

const linkFaults = async ({ dir, articles }: CheckedFolder): Promise<readonly ContentProblem[]> => {
  const hosts = (LINK_HOSTS || DEFAULT_LINK_HOSTS).split(",").map((host) => host.trim().toLowerCase());
  const readable = articles.filter(({ article }) => article !== undefined);
  const faults = readable.map(async ({ file }) => findLinkFaults(file, await readFile(join(dir, file), "utf8"), hosts));
  return (await Promise.all(faults)).flat();
};

const coverageOf = (folder: CheckedFolder): readonly string[] => {
  const catalogue = makeArticleCatalogue(folder.articles.flatMap(({ article }) => article ?? []));
  const { data } = loadPolicies(join(project, "policies"));
  const offerTypes = [
    ...new Set([
      ...data.sections.flatMap((section) => (section.offerTypes === "all" ? [] : section.offerTypes)),
      ...catalogue.articles.flatMap(({ offerTypes: [canonical] }) => canonical ?? []),
    ]),
  ].sort();
  const articleOf = (offerType: string): string | undefined => {
    const { article, isGeneral } = catalogue.find(offerType);
    return isGeneral ? undefined : article.file;
  };
  return showCoverage(coverageMatrix(data, offerTypes), articleOf, paint);
};

const check = async (options: Options): Promise<void> => {
  const folder = await openFolder(options.dir);
  const findings = options.links ? await linkFaults(folder) : [];
  const problems = folder.articles.flatMap((article) => article.problems);
  warn(folder.skipped.map(({ file, reason }) => `${shownPath(folder.dir, file)}: skipped: ${reason}`));
  if (options.json) {
    print([JSON.stringify(folder.articles.map(toJsonItem), null, 2)]);
    warn([...problems, ...findings].map((problem) => showProblem(folder.dir, problem)));
  } else if (options.coverage) {
    print(coverageOf(folder));
    warn([...problems, ...findings].map((problem) => showProblem(folder.dir, problem)));
  } else {
    print(showCheck(folder, findings, paint));
  }
  process.exitCode = problems.length + findings.length > 0 ? 1 : 0;
};

const run = async (options: Options): Promise<void> => {
  await check(options);
  if (!options.watch) return;
  watchFolder(options.dir, () => {
    print(["", paint.dim("Something changed; checked again:")]);
    check(options).catch((error: unknown) => warn([error instanceof Error ? error.message : String(error)]));
  });
};

const importFolder = async (dir: string): Promise<void> => {
  const folder = await openFolder(dir);
  print(showImport(folder, paint));
  process.exitCode = folder.articles.some(({ problems }) => problems.length > 0) ? 1 : 0;
};

const program = new Command("npm run articles --")
  .description(
    "Checks every certification article of a folder. Exit 0: all fine, 1: problems, each with file:line:column, 2: wrong use.",
  )
  .addOption(
    new Option("--dir <dir>", "folder of articles").default(
      ARTICLES_DIR || join(project, "articles"),
      "ARTICLES_DIR, else articles/ of this project",
    ),
  )
  .option("--json", "print what was read as JSON on stdout; everything else goes to stderr")
  .option("--coverage", "print policy by offer type: where a mail has help of our own, and where there is a hole")
  .option("--links", "also check links: dead anchors, other than https, hosts outside LINK_HOSTS; nothing is fetched")
  .option("--watch", "check again on every change, until Ctrl-C")
  .allowExcessArguments(false)
  .exitOverride()
  .action(run);
program
  .command("import")
  .description("reports for each file of a folder of real articles: ok, problems or skipped, and why; changes nothing")
  .argument("<dir>", "folder of articles, with any names")
  .exitOverride()
  .action(importFolder);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) warn([error instanceof Error ? error.message : String(error)]);
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}
