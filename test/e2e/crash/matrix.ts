import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { exitForWrongUse } from "../../../local/stack/exit-for-wrong-use.ts";
import { isInTime, isSound } from "./is-sound.ts";
import { POINTS, type Point } from "./points.ts";
import { type PointResult, runMatrix } from "./run-matrix.ts";

const DOCUMENT = join(import.meta.dirname, "../../../docs/reliability.md");
const BEGIN = "<!-- crash matrix: made by `npm run crash-matrix -- --write` -->";
const END = "<!-- end of crash matrix -->";

const placeOf = ({ when, effect }: Point): string => `${when} ${effect}`;

const toRecovery = ({ recoveryInMs, limitInMs }: PointResult): string => {
  if (recoveryInMs === undefined) return "**none**";
  if (recoveryInMs === 0) return "nothing to do";
  const note = limitInMs === undefined ? "" : `, may take ${limitInMs / 60_000} min`;
  return `${Math.ceil(recoveryInMs / 1000)} s${note}`;
};

const toRow = (result: PointResult): string => {
  const { way, left, mails, state, isUnknownKept } = result;
  const cells = [way, placeOf(result), left, String(mails), `${state}${isUnknownKept ? ", `unknown` kept" : ""}`];
  return `| ${[...cells, toRecovery(result)].join(" | ")} |`;
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

/** What the ledger says of a victim whose end is not as promised. */
const tellUnsound = (result: PointResult): void => {
  if (isSound(result) && isInTime(result)) return;
  console.error(`\nNot as promised: ${toRow(result)}\n${JSON.stringify(result.rows, null, 2)}`);
};

const program = new Command("npm run crash-matrix --")
  .description("Kills the host (SIGKILL) at every point between two effects, and tells what became of the mail.")
  .option("--only <text>", 'the points whose name holds this text, such as "sweep" or "acs after mail"')
  .addOption(
    new Option("--part <i/n>", "every n-th point, from the i-th on, with short locks: n runs see them all").conflicts(
      "write",
    ),
  )
  .addOption(new Option("--write", "put the table into docs/reliability.md").conflicts("only"))
  .exitOverride(exitForWrongUse)
  .action(async ({ only = "", part = "0/1", ...options }: { only?: string; part?: string; write?: true }) => {
    const [, index, count] = /^(\d{1,3})\/(\d{1,3})$/.exec(part) ?? [];
    if (index === undefined || Number(index) >= Number(count))
      program.error("Expected a part such as 0/3, 1/3 or 2/3.");
    const points = POINTS.filter(
      (point, at) => at % Number(count) === Number(index) && `${point.way} ${placeOf(point)}`.includes(only),
    );
    if (points.length === 0) program.error(`No point's name holds "${only}".`);
    const { results, deadLetters, open } = await runMatrix(
      points,
      count === "1" ? {} : { lockDuration: "PT20S", isHasty: true },
    );
    const table = toTable(results);
    console.log(table);
    console.log(`\nDead letters: ${deadLetters}; notifications still open: ${open}`);
    results.forEach(tellUnsound);
    if (options.write === true) write(table);
    const isFine = results.every((result) => isSound(result) && isInTime(result));
    if (!isFine || deadLetters + open > 0) process.exitCode = 1;
  });

await program.parseAsync();
