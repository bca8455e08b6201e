import { Temporal } from "temporal-polyfill";
import { NotifierError } from "../errors.ts";
import { type Instant, instantFromMs, toEpochMs } from "../instant.ts";
import { type CivilDay, toDate } from "./civil-day.ts";

/** A named time zone: the only place where instants and civil days meet. */
export interface Zone {
  readonly name: string;
  /** The civil day in this zone at `at`. */
  dayOf(at: Instant): CivilDay;
  /** The same day as `YYYY-MM-DD`. */
  dateOf(at: Instant): string;
  /**
   * The instant at which clocks in this zone show `minutes` after midnight on `day`. A time that a clock change skips
   * becomes as much later as clocks jump; one that exists twice is the earlier of the two (Temporal: "compatible").
   */
  instantAt(day: CivilDay, minutes: number): Instant;
}

const MS_PER_DAY = 86_400_000;

/** The offsets of one UTC year: `offsets[i]` holds from `starts[i]` on. */
interface YearOfOffsets {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

const readYear = (name: string, year: number): YearOfOffsets => {
  const from = new Date(0).setUTCFullYear(year, 0, 1);
  const to = new Date(0).setUTCFullYear(year + 1, 0, 1);
  const starts: number[] = [];
  const offsets: number[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(name);
  while (at && at.epochMilliseconds < to) {
    starts.push(at.epochMilliseconds);
    offsets.push(at.offsetNanoseconds / 1e6);
    at = at.getTimeZoneTransition("next");
  }
  return { starts, offsets };
};

const makeZone = (name: string): Zone => {
  // Asking the platform for an offset costs as much as a thousand sums, so each year's few changes are asked for once.
  const years = new Map<number, YearOfOffsets>();
  const offsetAt = (ms: number): number => {
    const year = new Date(ms).getUTCFullYear();
    let known = years.get(year);
    if (!known) {
      known = readYear(name, year);
      years.set(year, known);
    }
    let index = known.starts.length - 1;
    while (index > 0 && (known.starts[index] ?? 0) > ms) index -= 1;
    return known.offsets[index] ?? 0;
  };
  const dayOf = (at: Instant): CivilDay => {
    const ms = toEpochMs(at);
    return Math.floor((ms + offsetAt(ms)) / MS_PER_DAY) as CivilDay;
  };
  return {
    name,
    dayOf,
    dateOf: (at) => toDate(dayOf(at)),
    instantAt: (day, minutes) => {
      const wall = day * MS_PER_DAY + minutes * 60_000;
      const before = offsetAt(wall - MS_PER_DAY);
      const after = offsetAt(wall + MS_PER_DAY);
      const real = [wall - before, wall - after].filter((ms) => offsetAt(ms) === wall - ms);
      return instantFromMs(real.length > 0 ? Math.min(...real) : wall - before);
    },
  };
};

const zones = new Map<string, Zone>();

/** The zone of this IANA name, such as `Europe/Berlin`; throws `NotifierError("REQUEST_INVALID")` when there is none. */
export const zoneNamed = (name: string): Zone => {
  const known = zones.get(name);
  if (known) return known;
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError("A bare offset knows no clock changes.");
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
  } catch (cause) {
    const problem = `Expected the name of a time zone such as "America/Los_Angeles", got ${JSON.stringify(name)}.`;
    throw new NotifierError("REQUEST_INVALID", problem, { cause });
  }
  const zone = makeZone(name);
  zones.set(name, zone);
  return zone;
};
