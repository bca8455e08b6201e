import type { TraceDay } from "../../sla/trace.ts";
import type { Words } from "../words/word-catalogue.ts";
import { offWords } from "./trace-words.ts";

/** Days in a row that did not count, for one reason. */
interface DaysOff {
  readonly first: string;
  readonly last: string;
  readonly what: string;
}

/** More would make a mail too large; the last ones before the due time matter most. */
const MOST_LINES = 100;

/** The days that did not count and why, those of one reason in a row on one line: `Sat 14 Nov to Sun 15 Nov: weekend`. */
export const daysOffLines = (
  days: readonly TraceDay[],
  nameOf: (name: string) => string,
  words: Words,
): readonly string[] => {
  const runs: DaysOff[] = [];
  let isOpen = false;
  for (const { date, kind, name } of days) {
    const what = kind === "counted" ? undefined : offWords(kind, name === undefined ? undefined : nameOf(name), words);
    const last = runs.at(-1);
    if (what !== undefined && isOpen && last?.what === what) runs[runs.length - 1] = { ...last, last: date };
    else if (what !== undefined) runs.push({ first: date, last: date, what });
    isOpen = what !== undefined;
  }
  return runs
    .slice(-MOST_LINES)
    .map(({ first, last, what }) =>
      first === last
        ? words.say("delayed.dayOff", { day: words.day(first), what })
        : words.say("delayed.daysOff", { first: words.day(first), last: words.day(last), what }),
    );
};
