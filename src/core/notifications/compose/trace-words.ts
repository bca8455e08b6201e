import type { TraceDay } from "../../sla/trace.ts";
import type { Words } from "../words/word-catalogue.ts";

/** The days from submission to due time, one line each: `Tue 10 Nov: counted, 1 of 3`. The first says when it was submitted, unless a day off does. */
export const traceLines = (
  days: readonly TraceDay[],
  submitted: string,
  nameOf: (name: string) => string,
  words: Words,
): readonly string[] => {
  const all = days.filter(({ kind }) => kind === "counted").length;
  let nth = 0;
  const lines = days.map(({ date, kind, name }) => {
    if (kind === "counted") nth += 1;
    const what =
      kind === "counted"
        ? words.say("digestReview.counted", { nth, all })
        : offWords(kind, name === undefined ? undefined : nameOf(name), words);
    const key = date === submitted ? "digestReview.dayOfSubmission" : "digestReview.day";
    return words.say(key, { day: words.day(date), what });
  });
  const first = days[0];
  const isAhead = first !== undefined && first.date > submitted;
  return isAhead ? [words.say("digestReview.submitted", { day: words.day(submitted) }), ...lines] : lines;
};

/** Why a day does not count. */
export const offWords = (
  kind: Exclude<TraceDay["kind"], "counted">,
  name: string | undefined,
  words: Words,
): string => {
  switch (kind) {
    case "weekend":
      return words.say("digestReview.weekend");
    case "holiday":
      return name === undefined ? words.say("digestReview.holiday") : words.say("digestReview.holidayNamed", { name });
    case "paused":
      return name === undefined ? words.say("digestReview.paused") : words.say("digestReview.pausedNamed", { name });
  }
};
