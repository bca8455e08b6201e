import { existsSync, readFileSync } from "node:fs";
import { loadCalendars } from "../../src/adapters/calendars/load-calendars.ts";
import { reviewPartition } from "../../src/core/certification/review-id.ts";
import { shortInstant } from "../../src/core/sla/trace-text.ts";
import type { RepinOutcome } from "../../src/core/verbs/repin-review.ts";
import { openLedger } from "../sla/open-ledger.ts";
import { repinIn } from "./repin-in.ts";

interface Options {
  readonly reviews: readonly string[];
  readonly dir: string;
  readonly yes?: boolean;
}

/** A line of a file is a submission id, or JSON with one, as `calendars check --reviews` reads it. */
const idOf = (line: string): string => {
  if (!line.startsWith("{")) return line;
  const { submissionId } = JSON.parse(line) as { submissionId?: unknown };
  if (typeof submissionId !== "string") throw new TypeError(`No submissionId in ${line}`);
  return submissionId;
};

const toIds = (argument: string): string[] =>
  existsSync(argument)
    ? readFileSync(argument, "utf8")
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "")
        .map(idOf)
    : [argument];

const describe = (submissionId: string, outcome: RepinOutcome): string => {
  switch (outcome.kind) {
    case "unknown":
      return `${submissionId}: no review is known`;
    case "untracked":
      return `${submissionId}: no review time is promised`;
    case "stopped":
      return `${submissionId}: has a result or was withdrawn; what was decided stays decided`;
    case "current":
      return `${submissionId}: has the current calendar already`;
    case "repinned": {
      const { from, to, dueAtBefore, dueAtAfter } = outcome.repin;
      const [before, after] = [dueAtBefore, dueAtAfter].map((at) =>
        at === undefined ? "not known" : shortInstant(at),
      );
      return `${submissionId}: ${from} to ${to}, due ${before === after ? `stays ${before}` : `${before} to ${after}`}`;
    }
  }
};

/** Puts the named reviews of the ledger on the current version of their calendar. Without `yes` it only says what it would do. */
export const applyCalendars = async ({ reviews, dir, yes = false }: Options): Promise<void> => {
  const repin = repinIn(openLedger(), loadCalendars(dir));
  let repinned = 0;
  for (const submissionId of new Set(reviews.flatMap(toIds))) {
    const outcome = await repin(reviewPartition(submissionId), { isDryRun: !yes });
    console.log(describe(submissionId, outcome));
    if (outcome.kind === "repinned") repinned += 1;
    if (outcome.kind === "unknown") process.exitCode = 1;
  }
  const words = repinned === 1 ? "1 review" : `${repinned} reviews`;
  console.log(yes ? `${words} changed.` : `${words} would change; nothing was written. Say --yes to write.`);
};
