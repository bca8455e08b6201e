import type { TraceDay } from "../../sla/trace.ts";
import { formatCivilDate } from "./zoned-time.ts";

/** The days from submission to due time, one line each: `Tue 10 Nov: counted, 1 of 3`. The first says when it was submitted, unless a day off does. */
export const traceLines = (
  days: readonly TraceDay[],
  submitted: string,
  nameOf: (name: string) => string,
): readonly string[] => {
  const amount = days.filter(({ kind }) => kind === "counted").length;
  let counted = 0;
  const lines = days.map((day) => {
    if (day.kind === "counted") counted += 1;
    const words = day.kind === "counted" ? `counted, ${counted} of ${amount}` : uncounted(day, nameOf);
    return `${formatCivilDate(day.date)}: ${words}${day.date === submitted ? ", submitted" : ""}`;
  });
  const first = days[0];
  const isAhead = first !== undefined && first.date > submitted;
  return isAhead ? [`${formatCivilDate(submitted)}: submitted`, ...lines] : lines;
};

const uncounted = ({ kind, name }: TraceDay, nameOf: (name: string) => string): string =>
  name === undefined ? kind : `${kind}, ${nameOf(name)}`;
