import type { Instant } from "../instant.ts";
import { type CivilDay, plusDays } from "./civil-day.ts";
import type { Zone } from "./zone.ts";

/** A stretch of time in which a clock waits, from `from` up to but not including `to`. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant;
  readonly reason?: string;
}

/** The civil days that a pause touches, and why it was made. */
export interface PausedDays {
  readonly first: CivilDay;
  readonly last: CivilDay;
  readonly reason?: string;
}

/** The civil days that a pause touches, wholly or partly; `undefined` when it is empty. One that ends at midnight does not touch the day that begins. */
export const toPausedDays = (pause: Pause, zone: Zone): PausedDays | undefined => {
  if (pause.to <= pause.from) return undefined;
  const end = zone.dayOf(pause.to);
  const last = pause.to <= zone.instantAt(end, 0) ? plusDays(end, -1) : end;
  const days = { first: zone.dayOf(pause.from), last };
  return pause.reason === undefined ? days : { ...days, reason: pause.reason };
};
