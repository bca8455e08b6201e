import type { Instant } from "../../instant.ts";
import { zoneNamed } from "../../sla/zone.ts";
import type { DigestEntry } from "../mail-input.ts";
import type { Words } from "../words/word-catalogue.ts";

/** Where a review stands, in a few words: how late it is, or when it is due. */
export const statusWords = (entry: DigestEntry, now: Instant, zone: string, words: Words): string =>
  entry.standing === "dueSoon" ? dueWords(entry, now, zone, words) : lateWords(entry, now, zone, words);

/** In full business days, or since when while not one has passed. */
const lateWords = ({ dueAt, lateInBusinessDays }: DigestEntry, now: Instant, zone: string, words: Words): string => {
  if (lateInBusinessDays > 0) return words.say("digestReview.daysLate", { days: lateInBusinessDays });
  const { dayOf } = zoneNamed(zone);
  const at = dayOf(dueAt) === dayOf(now) ? words.time(dueAt, zone) : words.dayAndTime(dueAt, now, zone);
  return words.say("digestReview.lateSince", { at });
};

/** With the time left on the day itself. */
const dueWords = ({ dueAt, businessHoursLeft }: DigestEntry, now: Instant, zone: string, words: Words): string => {
  const { dayOf } = zoneNamed(zone);
  const days = dayOf(dueAt) - dayOf(now);
  if (days > 1) return words.say("digestReview.due", { at: words.dayAndTime(dueAt, now, zone) });
  const time = words.time(dueAt, zone);
  if (days === 1) return words.say("digestReview.dueTomorrow", { time });
  return businessHoursLeft <= 0
    ? words.say("digestReview.dueToday", { time })
    : words.say("digestReview.dueTodayLeft", { time, hours: Math.floor(businessHoursLeft) });
};
