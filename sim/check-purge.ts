import { foldReview } from "../src/core/certification/review.ts";
import { reviewPartition } from "../src/core/certification/review-id.ts";
import { canonicalJson } from "../src/core/hash.ts";
import { type Instant, instant } from "../src/core/instant.ts";
import { REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { fromNotificationEntity } from "../src/core/ledger/notification-entity.ts";
import { fromEventEntity, fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import { isOpen } from "../src/core/notifications/notification.ts";
import { ALERTS_PARTITION } from "../src/core/notifications/notification-id.ts";
import type { Entity } from "../src/core/ports.ts";
import { isOpen as isOpenClock } from "../src/core/sla/review-clock.ts";
import { PROBE } from "../src/core/told-apart.ts";
import { readReport } from "./check-report.ts";
import type { ObservedStore } from "./observed-store.ts";
import type { Publication } from "./scenario.ts";

/** What the ledger said before it grew old. */
export interface OldLedger {
  /** The figures of its period, as they are seen years later. */
  readonly report: string;
  /** Partitions of the reviews in which something was open. */
  readonly open: ReadonlySet<string>;
}

const A_YEAR_LATER: Instant = instant("2027-06-01T00:00:00Z");

const reportOf = async (store: ObservedStore): Promise<string> => {
  const { total, groups, weeks, notJudged } = await readReport(store);
  return canonicalJson({ total, groups, weeks, notJudged });
};

/** Looks at the ledger before it grows old. */
export const oldLedger = async (store: ObservedStore): Promise<OldLedger> => {
  const partitions = toPartitions(store.dump("reviews"));
  const open = [...partitions].filter(([, rows]) => isAnythingOpen(rows)).map(([partition]) => partition);
  return { report: await reportOf(store), open: new Set(open) };
};

/** What should be gone and is not, and what is gone and should not be; one sentence each. */
export const findUnpurged = async (
  store: ObservedStore,
  before: OldLedger,
  late: readonly Publication[],
): Promise<string[]> => {
  const partitions = toPartitions(store.dump("reviews"));
  const lateIds = new Map(late.map(({ event }) => [reviewPartition(event?.submissionId ?? ""), event?.id]));
  return [
    ...[...partitions].flatMap(([partition, rows]) => checkKept(partition, rows, lateIds.has(partition))),
    ...[...before.open]
      .filter((partition) => !partitions.has(partition))
      .map((partition) => `${partition} was purged, and something in it was open`),
    ...[...lateIds]
      .filter(([partition, id]) => !eventIdsOf(partitions.get(partition) ?? []).includes(id ?? ""))
      .map(([, id]) => `the event ${id} was purged as it came`),
    ...checkDigests(store.dump("reviews").filter(({ partitionKey }) => partitionKey === ALERTS_PARTITION)),
    ...checkNames(store, new Set(partitions.keys())),
    ...(late.length === 0 && (await reportOf(store)) !== before.report
      ? ["the report is another since the purge"]
      : []),
  ];
};

const checkKept = (partition: string, rows: readonly Entity[], isLate: boolean): string[] => {
  const review = rows.find(({ rowKey }) => rowKey === REVIEW_ROW);
  if (review === undefined) return [`${rows.length} rows of ${partition} are left without their review`];
  const { record } = fromReviewEntity(review);
  const events = of(rows, "2-event|").map(fromEventEntity);
  if (events.length === 0) return [`the review ${record.facts.submissionId} is left without its events`];
  const isWhole = canonicalJson(foldReview(events)) === canonicalJson(record.facts);
  return [
    ...(isWhole ? [] : [`the review ${record.facts.submissionId} is not what its events say`]),
    ...(isLate || isAnythingOpen(rows)
      ? []
      : [`the review ${record.facts.submissionId} is kept, and nothing in it is open`]),
  ];
};

/** Digests of the first days are gone with all that they announced, unless a mail of theirs is open. */
const checkDigests = (rows: readonly Entity[]): string[] => {
  const kept = new Set(
    of(rows, "3-notification|")
      .map((row) => fromNotificationEntity(row).notification)
      .filter(({ createdAt, state }) => createdAt > A_YEAR_LATER || isOpen(state))
      .map(({ notificationId }) => notificationId),
  );
  const ids = new Set(of(rows, "3-notification|").map(({ fields }) => fields.notificationId));
  const entries = of(rows, "9-purge|").map(({ rowKey, fields }) => ({
    digestId: rowKey.split("|")[2] ?? "",
    isKept: (JSON.parse(String(fields.notificationIds)) as string[]).some((id) => kept.has(id)),
  }));
  const digests = new Set(entries.filter(({ isKept }) => isKept).map(({ digestId }) => digestId));
  return rows
    .filter(({ rowKey, fields }) => {
      const [kind, id = ""] = rowKey.split("|");
      if (kind === "5-announcement") return !digests.has(String(fields.digestId));
      if (kind === "6-members") return !digests.has(id);
      if (kind === "8-latest") return !ids.has(String(fields.notificationId));
      return kind === "9-purge" ? !digests.has(rowKey.split("|")[2] ?? "") : false;
    })
    .map(({ rowKey }) => `a digest left ${rowKey}`);
};

/** What the other tables still say of reviews that are gone. */
const checkNames = (store: ObservedStore, kept: ReadonlySet<string>): string[] =>
  store
    .dump("index")
    .filter(({ partitionKey, rowKey }) => partitionKey !== PROBE.partition && !rowKey.startsWith("tally"))
    .filter(({ partitionKey, rowKey, fields }) => {
      const partition = rowKey.split("|").at(-1) ?? "";
      return partitionKey.startsWith("kept-")
        ? "submissionId" in fields || "offerName" in fields
        : !kept.has(partition);
    })
    .map(({ partitionKey, rowKey }) => `the index still has ${partitionKey} ${rowKey}`);

const toPartitions = (rows: readonly Entity[]): Map<string, Entity[]> =>
  Map.groupBy(
    rows.filter(({ partitionKey }) => partitionKey !== ALERTS_PARTITION && partitionKey !== PROBE.partition),
    ({ partitionKey }) => partitionKey,
  );

const of = (rows: readonly Entity[], prefix: string): readonly Entity[] =>
  rows.filter(({ rowKey }) => rowKey.startsWith(prefix));

const eventIdsOf = (rows: readonly Entity[]): readonly string[] =>
  of(rows, "2-event|").map((row) => fromEventEntity(row).event.id);

const isAnythingOpen = (rows: readonly Entity[]): boolean => {
  const review = rows.find(({ rowKey }) => rowKey === REVIEW_ROW);
  const isClockOpen = review !== undefined && isOpenClock(fromReviewEntity(review).record.clock);
  return (
    isClockOpen || of(rows, "3-notification|").some((row) => isOpen(fromNotificationEntity(row).notification.state))
  );
};
