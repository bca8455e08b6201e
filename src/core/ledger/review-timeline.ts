import * as z from "zod";
import { EVENT_KINDS, happenedAt } from "../certification/event.ts";
import type { RecordedEvent } from "../certification/review.ts";
import type { StoredNotification } from "../notifications/notification.ts";
import { present } from "../present.ts";
import { acknowledgementSchema } from "../sla/acknowledgement.ts";
import { delayNoticeSchema } from "../sla/delay-notice.ts";
import { announcementSchema } from "../sla/review-clock.ts";
import { type ReviewRecord, repinSchema } from "../sla/review-record.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { type Look, lookSchema } from "./looks.ts";
import { type ReplayNote, replayNoteSchema } from "./replay-notes.ts";

const happened = z.object({
  at: storedInstant,
  kind: z.enum(EVENT_KINDS),
  eventId: z.string(),
  source: z.string(),
  /** When we learned of it. */
  recordedAt: storedInstant,
  outcome: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

const resent = z.object({
  at: storedInstant,
  kind: z.literal("resent"),
  /** How many people it was sent to again. */
  mails: z.number(),
  /** Who asked for it at the desk; absent for a request with a key. */
  by: z.string().exactOptional(),
  /** The words of who asked for it; no mail holds them. */
  reason: z.string().exactOptional(),
});

/** One thing that happened to a review: an event, an announcement to the team, another version of its calendar, a notice of delay, a resend, a look at a mail, or the replay of a message. */
export const timelineEntrySchema = z.discriminatedUnion("kind", [
  happened,
  announcementSchema,
  repinSchema.extend({ kind: z.literal("calendarRepinned") }),
  acknowledgementSchema.extend({ kind: z.literal("acknowledged") }),
  delayNoticeSchema.extend({ kind: z.literal("delayTold") }),
  resent,
  lookSchema.extend({ kind: z.literal("mailSeen") }),
  replayNoteSchema.extend({ kind: z.literal("replayed") }),
]);
export type TimelineEntry = Stored<typeof timelineEntrySchema>;

/** One resend is one entry, however many it was sent to. */
const resendsOf = (notifications: readonly StoredNotification[]): TimelineEntry[] => {
  const byCause = Map.groupBy(
    notifications.map(({ notification }) => notification).filter(({ resendOf }) => resendOf !== undefined),
    ({ cause }) => cause,
  );
  return [...byCause.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            at: first.createdAt,
            kind: "resent",
            mails: others.length + 1,
            ...present({ by: first.resentBy, reason: first.resendReason }),
          },
        ],
  );
};

/** What happened to a review, oldest first: events at their own instants, the rest when it was done. */
export const toReviewTimeline = (
  {
    announcements,
    repins = [],
    acknowledgements = [],
    delayNotices = [],
  }: Pick<ReviewRecord, "announcements" | "repins" | "acknowledgements" | "delayNotices">,
  events: readonly RecordedEvent[],
  notifications: readonly StoredNotification[],
  looks: readonly Look[] = [],
  replays: readonly ReplayNote[] = [],
): TimelineEntry[] => {
  const entries: TimelineEntry[] = [
    ...events.map(({ event, recordedAt }): TimelineEntry => {
      const { kind, id, source } = event;
      return {
        at: happenedAt(event),
        kind,
        eventId: id,
        source,
        recordedAt,
        ...(kind === "completed" ? { outcome: event.outcome } : {}),
        ...("reason" in event && event.reason !== undefined ? { reason: event.reason } : {}),
      };
    }),
    ...announcements,
    ...repins.map((repin): TimelineEntry => ({ kind: "calendarRepinned", ...repin })),
    ...acknowledgements.map((one): TimelineEntry => ({ kind: "acknowledged", ...one })),
    ...delayNotices.map((one): TimelineEntry => ({ kind: "delayTold", ...one })),
    ...resendsOf(notifications),
    ...looks.map((look): TimelineEntry => ({ kind: "mailSeen", ...look })),
    ...replays.map((replay): TimelineEntry => ({ kind: "replayed", ...replay })),
  ];
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};
