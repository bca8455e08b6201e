import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { loadCalendars } from "../../src/adapters/calendars/load-calendars.ts";
import { loadContent } from "../../src/adapters/content/load-content.ts";
import { type Instant, plusMs, toEpochMs } from "../../src/core/instant.ts";
import { addBusinessDays, type BusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import { type CivilDay, plusDays } from "../../src/core/sla/civil-day.ts";
import { zoneNamed } from "../../src/core/sla/zone.ts";
import { PROJECT_ROOT } from "../stack/settings.ts";

/** One open review, told by when it is due and what its team does about it. */
export interface TeamReview {
  readonly offerName: string;
  readonly type: string;
  readonly publisher: { readonly id: string; readonly name: string };
  /** In business days from the next close of business on: 0 is due next, -1 was due last. */
  readonly due: number;
  readonly pausedFor?: string;
  readonly owner?: { readonly by: string; readonly note: string };
}

const publisher = (name: string) => ({ id: name.toLowerCase(), name });

/** What a team has on its desk: late, owned, due soon, paused and quiet ones. */
export const TEAM_REVIEWS: readonly TeamReview[] = [
  { offerName: "Tailwind Router 9000v", type: "azureVirtualMachine", publisher: publisher("Tailwind"), due: -4 },
  { offerName: "Adatum Edge Cache", type: "iotEdgeModule", publisher: publisher("Adatum"), due: -1 },
  {
    offerName: "Wingtip CRM",
    type: "teamsApp",
    publisher: publisher("Wingtip"),
    due: -2,
    owner: { by: "Mira Castellano", note: "Sign-in works again since noon; testing the rest." },
  },
  { offerName: "Fabrikam Planner", type: "teamsApp", publisher: publisher("Fabrikam"), due: 0 },
  { offerName: "Proseware Ledger", type: "dynamics365BusinessCentral", publisher: publisher("Proseware"), due: 0 },
  {
    offerName: "Litware Backup",
    type: "azureVirtualMachine",
    publisher: publisher("Litware"),
    due: 2,
    pausedFor: "Waiting for test credentials from the publisher",
  },
  { offerName: "Northwind Assessment", type: "consultingService", publisher: publisher("Northwind"), due: 1 },
  { offerName: "VanArsdel Sensors", type: "iotEdgeModule", publisher: publisher("VanArsdel"), due: 2 },
  { offerName: "Lucerne Managed Cloud", type: "managedService", publisher: publisher("Lucerne"), due: 3 },
];

/** A review of the team with the events that make it so. */
export interface PlannedReview extends TeamReview {
  readonly submissionId: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

const ZONE = "America/Los_Angeles";
const CLOSE_IN_MINUTES = 17 * 60;
const MORNING_IN_MINUTES = 10 * 60;

/** The team's reviews as they stand at `now`, with the default settings; those of a type without a promised time are left out. */
export const planTeamReviews = async (now: Instant): Promise<readonly PlannedReview[]> => {
  const { articles } = await loadContent(PROJECT_ROOT, join(PROJECT_ROOT, "src"));
  const calendar = loadCalendars(join(PROJECT_ROOT, "calendars")).current("US");
  const zone = zoneNamed(ZONE);
  const today = zone.dayOf(now);
  const isOver = !calendar.isBusinessDay(today) || zone.instantAt(today, CLOSE_IN_MINUTES) <= now;
  const next = isOver ? addBusinessDays(calendar, today, 1) : today;
  const dayAt = (due: number): CivilDay =>
    due < 0 ? businessDaysBefore(calendar, next, -due) : addBusinessDays(calendar, next, due);
  return TEAM_REVIEWS.flatMap((review, index) => {
    const { kind, amount } = articles.find(review.type).article.sla;
    if (kind !== "businessDays" || amount === undefined) return [];
    const submittedAt = zone.instantAt(businessDaysBefore(calendar, dayAt(review.due), amount), MORNING_IN_MINUTES);
    const submissionId = `11529215156898${String(40_000 + index)}`;
    return [{ ...review, submissionId, events: eventsOf(review, submissionId, submittedAt, now) }];
  });
};

/** The `count`-th business day before `day`. */
const businessDaysBefore = (calendar: BusinessCalendar, day: CivilDay, count: number): CivilDay => {
  let at = day;
  for (let left = count; left > 0; ) {
    at = plusDays(at, -1);
    if (calendar.isBusinessDay(at)) left -= 1;
  }
  return at;
};

const HOUR_IN_MS = 60 * 60_000;

const eventsOf = (
  { offerName, type, publisher: by, pausedFor }: TeamReview,
  submissionId: string,
  submittedAt: Instant,
  now: Instant,
): readonly Readonly<Record<string, unknown>>[] => {
  const offer = { id: offerName.toLowerCase().replaceAll(" ", "-"), name: offerName, type };
  const contacts = [{ name: "Kim Abercrombie", email: `kim@${by.id}.example` }];
  const event = (kind: string, data: object): Readonly<Record<string, unknown>> => ({
    specversion: "1.0",
    id: `team-${randomUUID()}`,
    source: "/partner-center/certification",
    type: `marketplace.certification.${kind}`,
    data: { submissionId, offer, publisher: by, ...data },
  });
  const earliest = plusMs(submittedAt, HOUR_IN_MS);
  const pausedAt = toEpochMs(earliest) < toEpochMs(now) ? earliest : now;
  return [
    event("submitted", { submittedAt, contacts }),
    ...(pausedFor === undefined ? [] : [event("paused", { at: pausedAt, reason: pausedFor })]),
  ];
};
