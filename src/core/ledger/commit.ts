import type { Instant } from "../instant.ts";
import type { NoticeEvent } from "../notices/notice-schema.ts";
import type { TimedHint } from "../notifications/hint.ts";
import {
  type Clock,
  type EntityStore,
  type Notices,
  type Random,
  TRANSACTION_WRITES,
  type WorkQueue,
  type Write,
} from "../ports.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { type DueRow, dueNews, dueToPlace, fileDue, forgetDue } from "./due-index.ts";
import { placeReview } from "./place-reviews.ts";
import { fileTroubles } from "./trouble-index.ts";

/** Everything that one decision about a review, or about the alerts, makes happen. */
export interface Commit {
  readonly partition: string;
  /** All or none of them, but those beyond the store's limit: the last of a long list are written before the rest. */
  readonly writes: readonly Write[];
  /** The review as it is to be, for the index. */
  readonly record?: ReviewRecord;
  /** The review as it was read, if there was one. */
  readonly previous?: ReviewRecord | undefined;
  /** When a new review was first heard of. */
  readonly newSince?: Instant;
  /** What the sweep has to find should nobody go on after the transaction. */
  readonly due?: readonly DueRow[];
  /** Messages for the senders. */
  readonly hints?: readonly TimedHint[];
  /** Events for the world. */
  readonly notices?: readonly NoticeEvent[];
  /** From when on the sweep looks for `notices` that were not published: for a decision that no message brings again. */
  readonly newsDueAt?: Instant;
}

/** All of it happened, with the new etag of each write; or nothing did that counts, because somebody else has written. */
export type Committed = { readonly kind: "written"; readonly etags: readonly string[] } | { readonly kind: "conflict" };

/** Makes one decision happen. Throws when ledger or bus are away: whoever called decides anew from what is there then. */
export type CommitDecision = (commit: Commit) => Promise<Committed>;

/** What committing needs. */
export interface CommitDeps {
  readonly store: EntityStore;
  readonly queue: WorkQueue;
  readonly notices: Notices;
  readonly random: Random;
  readonly clock: Clock;
}

/**
 * The one order of effects that keeps the promises (docs/reliability.md has its crash points):
 * 1. index and due rows and hints for later: one too many does no harm, one too few would be a mail or a clock forgotten;
 * 2. the transaction, which is the decision itself;
 * 3. hints for now, which would find nothing to do before it;
 * 4. events out, which must not tell of what was never written.
 */
export const makeCommit =
  (deps: CommitDeps): CommitDecision =>
  async ({ partition, writes, record, previous, newSince, due: dueRows = [], hints = [], notices = [], newsDueAt }) => {
    const news = newsDueAt === undefined ? [] : [dueNews(partition, newsDueAt)];
    const due = [...dueRows, ...news];
    await Promise.all([
      record === undefined ? undefined : placeReview(deps, { partition, record, previous, since: newSince }),
      due.length === 0 ? undefined : fileDue(deps.store, due),
      fileTroubles(deps.store, writes),
      ...hints.map(async ({ hint, at }) => (at === undefined ? undefined : await deps.queue.schedule(hint, at))),
    ]);
    const committed = await transact(deps, partition, writes);
    if (committed.kind === "conflict") {
      // The index says already what did not come to be, and whoever decides anew may find nothing left to write.
      if (record !== undefined) await fileDue(deps.store, [dueToPlace(partition, deps.clock.now())]);
      return committed;
    }
    const now = hints.filter(({ at }) => at === undefined);
    if (now.length > 0) await deps.queue.send(now.map(({ hint }) => hint));
    if (notices.length > 0) await deps.notices.publish(notices);
    await Promise.all(news.map(async (row) => await forgetDue(deps.store, row)));
    return committed;
  };

const transact = async (deps: CommitDeps, partition: string, writes: readonly Write[]): Promise<Committed> => {
  if (writes.length === 0) return { kind: "written", etags: [] };
  const etags: string[] = [];
  for (let end = writes.length; end > 0; ) {
    const start = end > TRANSACTION_WRITES ? Math.max(TRANSACTION_WRITES, end - TRANSACTION_WRITES) : 0;
    const part = await transactOnce(deps, partition, writes.slice(start, end));
    if (part === undefined) return { kind: "conflict" };
    etags.unshift(...part);
    end = start;
  }
  return { kind: "written", etags };
};

/**
 * Our own success comes back as a conflict when its answer was lost and the client tried again: each write carries the
 * random id of its commit, so it can be told from somebody else's.
 */
const transactOnce = async (
  { store, random }: CommitDeps,
  partition: string,
  writes: readonly Write[],
): Promise<readonly string[] | undefined> => {
  const commitId = random.newId();
  const marked = writes.map((write) =>
    write.kind === "delete" ? write : { ...write, fields: { ...write.fields, commitId } },
  );
  const result = await store.transact("reviews", partition, marked);
  if (result.kind === "written") return result.etags;
  const rows = await Promise.all(writes.map(async ({ rowKey }) => await store.get("reviews", partition, rowKey)));
  // All or none were written, so one of ours is enough; what somebody has changed since has no etag that we could go on with.
  const isOurs = (row: (typeof rows)[number]): boolean => row?.fields.commitId === commitId;
  return rows.some(isOurs) ? rows.map((row) => (row !== undefined && isOurs(row) ? row.etag : NO_ETAG)) : undefined;
};

/** Fits no version of a row: it was written long before there were any. */
const NO_ETAG = `W/"datetime'1970-01-01T00%3A00%3A00.0000000Z'"`;
