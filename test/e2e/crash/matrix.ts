import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { POINTS } from "./points.ts";
import { type PointResult, runMatrix } from "./run-matrix.ts";
import { isSound } from "./is-sound.ts";

const DOCUMENT = join(import.meta.dirname, "../../../docs/reliability.md");
const BEGIN = "<!-- crash matrix: made by test/e2e/crash/matrix.ts -->";
const END = "<!-- end of crash matrix -->";

const toRow = (result: PointResult): string => {
  const { way, when, effect, left, mails, state, isUnknownKept, recoveryInMs } = result;
  const recovery = recoveryInMs === 0 ? "nothing to do" : `${Math.ceil(recoveryInMs / 1000)} s`;
  const cells = [way, `${when} ${effect}`, left, String(mails), `${state}${isUnknownKept ? ", `unknown` kept" : ""}`];
  return `| ${[...cells, recovery].join(" | ")} |`;
};

const toTable = (results: readonly PointResult[]): string =>
  [
    "| way | killed | not done yet | mails | state at the end | recovery |",
    "| --- | --- | --- | --- | --- | --- |",
    ...results.map(toRow),
  ].join("\n");

const write = (table: string): void => {
  const text = readFileSync(DOCUMENT, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${DOCUMENT} lacks the lines that the table goes between.`);
  writeFileSync(DOCUMENT, `${text.slice(0, from)}${BEGIN}\n\n${table}\n\n${text.slice(to)}`);
};

const program = new Command("matrix")
  .description("Kills the host (SIGKILL) at every point between two effects, and tells what became of the mail.")
  .option("--write", "put the table into docs/reliability.md")
  .exitOverride()
  .action(async (options: { write?: true }) => {
    const { results, deadLetters, open } = await runMatrix(POINTS);
    const table = toTable(results);
    console.log(table);
    console.log(`\nDead letters: ${deadLetters}; notifications still open: ${open}`);
    if (options.write === true) write(table);
    if (!results.every(isSound) || deadLetters + open > 0) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
