import type { Instant } from "../../instant.ts";
import { zoneNamed } from "../../sla/zone.ts";
import type { DigestEntry } from "../mail-input.ts";
import { count } from "./words.ts";
import { formatDayAndTime, formatTime } from "./zoned-time.ts";

/** How late a review is: in full business days, or since when while not one has passed. */
export const lateWords = ({ dueAt, lateInBusinessDays }: DigestEntry, now: Instant, zone: string): string => {
  if (lateInBusinessDays > 0) return `${count(lateInBusinessDays, "business day")} late`;
  const { dayOf } = zoneNamed(zone);
  return `late since ${dayOf(dueAt) === dayOf(now) ? formatTime(dueAt, zone) : formatDayAndTime(dueAt, now, zone)}`;
};

/** When a review is due, with the time left on the day itself. */
export const dueWords = ({ dueAt, businessHoursLeft }: DigestEntry, now: Instant, zone: string): string => {
  const { dayOf } = zoneNamed(zone);
  const days = dayOf(dueAt) - dayOf(now);
  if (days > 1) return `due ${formatDayAndTime(dueAt, now, zone)}`;
  if (days === 1) return `due tomorrow ${formatTime(dueAt, zone)}`;
  const due = `due today ${formatTime(dueAt, zone)}`;
  if (businessHoursLeft <= 0) return due;
  const hours = Math.floor(businessHoursLeft);
  return hours === 0 ? `${due}, less than 1 business hour left` : `${due}, ${count(hours, "business hour")} left`;
};
