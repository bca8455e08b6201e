import { happenedAt } from "../certification/event.ts";
import type { RecordedEvent } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import type { StoredNotification } from "../notifications/notification.ts";
import { present } from "../present.ts";
import type { AnnouncementKind } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { Look } from "./looks.ts";
import type { ReplayNote } from "./replay-notes.ts";

/** One thing that happened to a review: an event, an announcement to the team, another version of its calendar, a notice of delay, a resend, a look at a mail, or the replay of a message. */
export type TimelineEntry =
  | {
      readonly at: Instant;
      readonly kind: "submitted" | "completed" | "cancelled" | "paused" | "resumed";
      readonly eventId: string;
      readonly source: string;
      /** When we learned of it. */
      readonly recordedAt: Instant;
      readonly outcome?: string;
      readonly reason?: string;
    }
  | {
      readonly at: Instant;
      readonly kind: AnnouncementKind;
      readonly n: number;
      /** True when a later step was announced in its place. */
      readonly skipped?: boolean;
    }
  | {
      readonly at: Instant;
      readonly kind: "calendarRepinned";
      readonly from: string;
      readonly to: string;
      readonly dueAtBefore?: Instant;
      readonly dueAtAfter?: Instant;
    }
  | {
      readonly at: Instant;
      readonly kind: "acknowledged";
      readonly by: string;
      readonly note?: string;
      /** Done by the link in this mail, which was sent to this address. */
      readonly mail?: string;
      readonly mailTo?: string;
      readonly until: Instant;
    }
  | {
      readonly at: Instant;
      readonly kind: "delayTold";
      /** By when the publisher was told to expect the result. */
      readonly expectedAt: Instant;
      readonly dueAt: Instant;
      readonly n: number;
      readonly reason: string;
      readonly by?: string;
      readonly mail?: string;
      readonly mailTo?: string;
    }
  | {
      readonly at: Instant;
      readonly kind: "resent";
      /** How many people it was sent to again. */
      readonly mails: number;
      /** Who asked for it at the desk; absent for a request with a key. */
      readonly by?: string;
      /** The words of who asked for it; no mail holds them. */
      readonly reason?: string;
    }
  | ({ readonly kind: "mailSeen" } & Look)
  | ({ readonly kind: "replayed" } & ReplayNote);

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
