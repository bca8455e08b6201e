import type { TraceDay } from "../../sla/trace.ts";
import { count, listing } from "./words.ts";
import { formatCivilDate } from "./zoned-time.ts";

/** A clock's trace in short: how many days counted, and which did not, and why. */
export const traceWords = (days: readonly TraceDay[], nameOf: (name: string) => string): string => {
  if (days.length === 0) return "";
  const counted = days.filter(({ kind }) => kind === "counted").length;
  const skipped = days.filter(({ kind }) => kind === "holiday" || kind === "paused").map((day) => inWords(day, nameOf));
  const weekend = days.filter(({ kind }) => kind === "weekend").length;
  const others = [...skipped, ...(weekend > 0 ? [count(weekend, "weekend day")] : [])];
  const words = `${count(counted, "day")} counted`;
  return others.length === 0 ? `${words}.` : `${words}; not counted: ${listing(others)}.`;
};

const inWords = ({ date, kind, name }: TraceDay, nameOf: (name: string) => string): string => {
  const reason =
    kind === "paused" ? ["paused", nameOf(name ?? "")].filter(Boolean).join(": ") : nameOf(name ?? "holiday");
  return `${formatCivilDate(date)} (${reason})`;
};
