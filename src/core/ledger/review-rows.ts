import type { RecordedEvent } from "../certification/review.ts";
import { partitionOfNamed } from "../certification/review-id.ts";
import { hasCode, NotifierError } from "../errors.ts";
import type { StoredNotification } from "../notifications/notification.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { REVIEW_ROW, WITHOUT_MAILS } from "./keys.ts";
import { listAll } from "./list-rows.ts";
import { fromLookEntity, type Look } from "./looks.ts";
import { fromNotificationEntity } from "./notification-entity.ts";
import { fromReplayNoteEntity, type ReplayNote } from "./replay-notes.ts";
import { fromEventEntity, fromReviewEntity, type StoredReview } from "./review-entity.ts";

/** What the mail about a result is made from. */
export interface ResultRows {
  readonly review?: StoredReview;
  readonly events: readonly RecordedEvent[];
}

/** Gives the rows of a result that are at hand. Throws `ENTITY_INVALID` for one edited to nonsense. */
export type ReadResultRows = () => ResultRows;

/** All that the ledger holds of one review, but the mails. */
export interface ReviewRows extends ResultRows {
  readonly notifications: readonly StoredNotification[];
  /** Who looked at which mail. */
  readonly looks: readonly Look[];
  /** Who sent which message about it on its way again. */
  readonly replays: readonly ReplayNote[];
}

/** Reads a review's own row alone; undefined where there is none. Throws `ENTITY_INVALID` for one edited to nonsense. */
export const readStoredReview = async (store: EntityStore, partition: string): Promise<StoredReview | undefined> => {
  const entity = await store.get("reviews", partition, REVIEW_ROW);
  return entity && fromReviewEntity(entity);
};

/** Reads what a review is now; undefined where there is none. Throws `ENTITY_INVALID` for a row edited to nonsense. */
export const readRecord = async (store: EntityStore, partition: string): Promise<ReviewRecord | undefined> =>
  (await readStoredReview(store, partition))?.record;

/** Reads a review with its events and notifications. Throws `ENTITY_INVALID` for a row edited to nonsense. */
export const readReview = async (store: EntityStore, partition: string): Promise<ReviewRows> => {
  const entities = await listAll(store, "reviews", partition, WITHOUT_MAILS);
  const review = entities.find(({ rowKey }) => rowKey === REVIEW_ROW);
  return {
    ...present({ review: review && fromReviewEntity(review) }),
    events: entities.filter(({ rowKey }) => rowKey.startsWith("2-event|")).map(fromEventEntity),
    notifications: entities.filter(({ rowKey }) => rowKey.startsWith("3-notification|")).map(fromNotificationEntity),
    looks: entities.filter(({ rowKey }) => rowKey.startsWith("3-look|")).map(fromLookEntity),
    replays: entities.filter(({ rowKey }) => rowKey.startsWith("3-replay|")).map(fromReplayNoteEntity),
  };
};

/** A review that there is, with its partition and its rows. */
export interface FoundReview extends ReviewRows {
  readonly partition: string;
  readonly review: StoredReview;
}

/** Reads the review that a request names: by its submission id, or by `sha256:` and the hash of that. Throws `SUBMISSION_UNKNOWN`, and what `readReview` throws. */
export const readNamedReview = async (store: EntityStore, named: string): Promise<FoundReview> => {
  const partition = partitionOfNamed(named);
  const { review, ...rows } = await readReview(store, partition);
  if (review === undefined) throw new NotifierError("SUBMISSION_UNKNOWN");
  return { partition, review, ...rows };
};

/** The offer type of the review that a notification is about; undefined where there is none, or its row was edited to nonsense. */
export const offerTypeBehind = async (store: EntityStore, notificationId: string): Promise<string | undefined> => {
  try {
    return (await readRecord(store, partitionOfNotification(notificationId) ?? ""))?.facts.offer.type;
  } catch (error) {
    if (hasCode(error, "ENTITY_INVALID")) return undefined;
    throw error;
  }
};

/** Runs `once` until no other writer came between; undefined from it means: look again. Throws `LEDGER_CONTENDED` after many tries. */
export const untilWritten = async <T>(once: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 30; tries += 1) {
    const result = await once();
    if (result !== undefined) return result;
  }
  throw new NotifierError("LEDGER_CONTENDED");
};
