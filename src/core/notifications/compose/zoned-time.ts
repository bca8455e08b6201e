import { type Instant, toEpochMs } from "../../instant.ts";

interface Formats {
  readonly parts: Intl.DateTimeFormat;
  readonly offset: Intl.DateTimeFormat;
}

// Making a formatter costs a hundred times more than using it.
const formatsByZone = new Map<string, Formats>();

const formatsOf = (zone: string): Formats => {
  const known = formatsByZone.get(zone);
  if (known !== undefined) return known;
  const formats = {
    parts: new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    }),
    offset: new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }),
  };
  formatsByZone.set(zone, formats);
  return formats;
};

/** An instant as people write it, with zone name where it has one and offset: `Fri 20 Nov 2026, 08:19 PST (UTC-08:00)`. */
export const formatInstant = (at: Instant, zone: string): string => {
  const part = partsOf(formatsOf(zone).parts, toEpochMs(at));
  const { name, offset } = zoneParts(at, zone);
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")}${name === undefined ? "" : ` ${name}`} (${offset})`;
};

const zoneParts = (at: Instant, zone: string): { name: string | undefined; offset: string } => {
  const { parts, offset } = formatsOf(zone);
  const ms = toEpochMs(at);
  const name = partsOf(parts, ms)("timeZoneName");
  const shift = partsOf(offset, ms)("timeZoneName").replace("GMT", "UTC");
  // "GMT+1" would only say again what the offset says.
  return { name: /^(?:GMT|UTC)/u.test(name) ? undefined : name, offset: shift === "UTC" ? "UTC+00:00" : shift };
};

const partsOf = (format: Intl.DateTimeFormat, ms: number): ((type: Intl.DateTimeFormatPartTypes) => string) => {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value] as const));
  return (type) => parts.get(type) ?? "";
};

/** An instant by day and time, with the year only where it is another than now's: `Fri 20 Nov, 08:19`. */
export const formatDayAndTime = (at: Instant, now: Instant, zone: string): string => {
  const { parts } = formatsOf(zone);
  const part = partsOf(parts, toEpochMs(at));
  const isThisYear = part("year") === partsOf(parts, toEpochMs(now))("year");
  const year = isThisYear ? "" : ` ${part("year")}`;
  return `${part("weekday")} ${part("day")} ${part("month")}${year}, ${part("hour")}:${part("minute")}`;
};

/** The time of day: `17:00`. */
export const formatTime = (at: Instant, zone: string): string => {
  const part = partsOf(formatsOf(zone).parts, toEpochMs(at));
  return `${part("hour")}:${part("minute")}`;
};

/** A zone by its name, with the offset that it has then: `America/Los_Angeles (PST, UTC-08:00)`. */
export const zoneWords = (at: Instant, zone: string): string => {
  const { name, offset } = zoneParts(at, zone);
  return `${zone} (${[...(name === undefined ? [] : [name]), offset].join(", ")})`;
};

const CIVIL = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short" });

/** A civil date without its year: `Wed 11 Nov`. */
export const formatCivilDate = (date: string): string => {
  const part = partsOf(CIVIL, Date.parse(`${date}T00:00:00Z`));
  return `${part("weekday")} ${part("day")} ${part("month")}`;
};
