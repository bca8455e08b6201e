import { type Instant, toEpochMs } from "../../core/instant.ts";
import { shortInstant } from "../../core/sla/trace-text.ts";

/** A time as a page shows it: for machines, and as people of the zone write it. */
export interface TimeView {
  readonly iso: string;
  readonly text: string;
  readonly zone: string;
  /** Named beside the time where it is not the one that the page names; else null. */
  readonly otherZone: string | null;
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

/** How a zone is called: `America/Los Angeles`. */
export const zoneName = (zone = "UTC"): string => zone.replaceAll("_", " ");

/** `Fri, 20 Nov 2026, 17:00` in the zone, on a page that names `pageZone` once for all its times; UTC where a row names no zone. */
export const toTimeView = (at: Instant, zone = "UTC", pageZone = zone): TimeView => ({
  iso: shortInstant(at),
  text: formatOf(zone).format(toEpochMs(at)),
  zone: zoneName(zone),
  otherZone: zone === pageZone ? null : zoneName(zone),
});

/** `Fri, 20 Nov 2026` for the date `2026-11-20`. */
export const toDayText = (date: string): string =>
  formatOf("UTC")
    .format(Date.parse(`${date}T00:00:00Z`))
    .replace(/, \d\d:\d\d$/, "");

/** `Fri 17:00` in the zone. */
export const toShortTime = (at: Instant, zone = "UTC"): string => {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(toEpochMs(at))
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("weekday") ?? ""} ${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}`;
};

/** `Fri, 20 Nov, 17:00` in the zone. */
export const toTimeThisYear = (at: Instant, zone = "UTC"): string =>
  formatOf(zone)
    .format(toEpochMs(at))
    .replace(/ \d{4},/, ",");
