import * as z from "zod";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { attainmentSchema, type Period, type ReportedReview, toAttainment } from "./attainment.ts";
import { type CivilDay, plusDays, toDate } from "./civil-day.ts";
import { zoneNamed } from "./zone.ts";

/** What a report may be grouped by; the first unless told. */
export const REPORT_BYS = ["offerType", "publisher", "week"] as const;
export type AttainmentBy = (typeof REPORT_BYS)[number];

/** The attainment of one group. `name` is an offer type, a publisher's id, or the Monday of a week. */
export const attainmentGroupSchema = z.object({ name: z.string(), attainment: attainmentSchema });
export type AttainmentGroup = Stored<typeof attainmentGroupSchema>;

/** The civil days `from` to `to`, both included, as a period in the zone. Throws `REQUEST_INVALID` for an unknown zone. */
export const toPeriod = (from: CivilDay, to: CivilDay, zoneName: string): Period => {
  const zone = zoneNamed(zoneName);
  return { from: zone.instantAt(from, 0), to: zone.instantAt(plusDays(to, 1), 0) };
};

const mondayOf = (day: CivilDay): CivilDay => plusDays(day, -((((day + 3) % 7) + 7) % 7));

const byWeek = (
  reviews: readonly ReportedReview[],
  period: Period,
  now: Instant,
  zoneName: string,
): AttainmentGroup[] => {
  const zone = zoneNamed(zoneName);
  const groups: AttainmentGroup[] = [];
  const end = period.to < now ? period.to : now;
  for (let monday = mondayOf(zone.dayOf(period.from)); ; monday = plusDays(monday, 7)) {
    const week = toPeriod(monday, plusDays(monday, 6), zoneName);
    if (week.from >= end) return groups;
    const from = week.from < period.from ? period.from : week.from;
    const to = week.to < period.to ? week.to : period.to;
    groups.push({ name: toDate(monday), attainment: toAttainment(reviews, { from, to }, now) });
  }
};

const byName = (
  reviews: readonly ReportedReview[],
  nameOf: (review: ReportedReview) => string,
  period: Period,
  now: Instant,
): AttainmentGroup[] => {
  const groups = new Map<string, ReportedReview[]>();
  for (const review of reviews) {
    const members = groups.get(nameOf(review));
    if (members) members.push(review);
    else groups.set(nameOf(review), [review]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({ name, attainment: toAttainment(members, period, now) }))
    .filter(({ attainment }) => attainment.closedAndOverdue.of + attainment.allDue.of > 0);
};

/** The attainment of every group that has anything to judge; weeks begin on Monday in the zone, the first and last cut to the period. */
export const toAttainmentGroups = (
  reviews: readonly ReportedReview[],
  by: AttainmentBy,
  period: Period,
  now: Instant,
  zone: string,
): AttainmentGroup[] => {
  if (by === "week") return byWeek(reviews, period, now, zone);
  return byName(
    reviews,
    by === "offerType" ? ({ offerType }) => offerType : ({ publisherId }) => publisherId,
    period,
    now,
  );
};
