import { type Instant, toEpochMs } from "../../instant.ts";

/** The parts of an instant that a locale's pattern puts in its order. */
export type InstantParts = Readonly<
  Record<"weekday" | "day" | "month" | "year" | "hour" | "minute" | "zone" | "offset", string>
>;

interface Formats {
  readonly date: Intl.DateTimeFormat;
  readonly zone: Intl.DateTimeFormat;
  readonly offset: Intl.DateTimeFormat;
}

/** Splits instants into the words and digits of one language; `zone` begins with a blank, or is empty where the offset says it all. */
export const makeInstantParts = (intl: string): ((at: Instant, zone: string) => InstantParts) => {
  // Making a formatter costs a hundred times more than using it.
  const byZone = new Map<string, Formats>();
  const formatsOf = (timeZone: string): Formats => {
    const known = byZone.get(timeZone);
    if (known !== undefined) return known;
    const formats = {
      date: new Intl.DateTimeFormat(intl, {
        timeZone,
        weekday: "short",
        day: "numeric",
        month: "short",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      }),
      // Abbreviations such as PST are the same everywhere, but only their own country's locale knows them.
      zone: new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" }),
      offset: new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }),
    };
    byZone.set(timeZone, formats);
    return formats;
  };
  return (at, timeZone) => {
    const formats = formatsOf(timeZone);
    const ms = toEpochMs(at);
    const part = partsOf(formats.date, ms);
    const name = partsOf(formats.zone, ms)("timeZoneName");
    const offset = partsOf(formats.offset, ms)("timeZoneName").replace("GMT", "UTC");
    return {
      weekday: part("weekday"),
      day: part("day"),
      month: part("month"),
      year: part("year"),
      hour: part("hour"),
      minute: part("minute"),
      zone: /^(?:GMT|UTC)/u.test(name) ? "" : ` ${name}`,
      offset: offset === "UTC" ? "UTC+00:00" : offset,
    };
  };
};

const partsOf = (format: Intl.DateTimeFormat, ms: number): ((type: Intl.DateTimeFormatPartTypes) => string) => {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value] as const));
  return (type) => parts.get(type) ?? "";
};
