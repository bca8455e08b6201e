import { type Instant, toEpochMs } from "../../core/instant.ts";
import { shortInstant } from "../../core/sla/trace-text.ts";

/** A time as a page shows it: for machines, and as people of the zone write it. */
export interface TimeView {
  readonly iso: string;
  readonly text: string;
  /** Named beside the time. */
  readonly zone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  formats.set(timeZone, made);
  return made;
};

/** `Fri, 20 Nov 2026, 17:00` in the zone; UTC where a row names no zone. */
export const toTimeView = (at: Instant, zone = "UTC"): TimeView => ({
  iso: shortInstant(at),
  text: formatOf(zone).format(toEpochMs(at)),
  zone: zone.replaceAll("_", " "),
});
