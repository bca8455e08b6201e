import { inParallel } from "../in-parallel.ts";
import type { Instant } from "../instant.ts";
import { readUnannounced } from "../ledger/announcements.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { canAbsorb, type Digest, digestPart, findUnsentDigest, newDigest, roomInPart } from "../ledger/digests.ts";
import { dueOpen } from "../ledger/due-index.ts";
import type { AlertTeams } from "../notifications/alert-teams.ts";
import { addressesOf, type Candidate } from "../notifications/candidate.ts";
import type { NotificationRow } from "../notifications/notification.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { Clock, EntityStore, Random } from "../ports.ts";
import { hintAgain, releaseDigest } from "./release-digest.ts";

/** What announcing needs. */
export interface AnnounceDeps extends AlertTeams {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly clock: Clock;
  readonly random: Random;
  readonly emailDomain: string;
  /** Of the span that runs; absent without telemetry. */
  readonly traceparent?: (() => string | undefined) | undefined;
}

/** How many announcements were ours, in how many digests, and what became of each. */
export interface Announced {
  readonly count: number;
  readonly digests: number;
  /** When ours were made. */
  readonly at: Instant;
  /** What we announced. */
  readonly causes: ReadonlySet<string>;
}

const CONCURRENCY = 16;

/**
 * Announces each candidate that nobody announced before: an insert-or-fail row, in the same transaction as the digest
 * that carries it. A digest is filled part by part; whoever claims its mail closes it, because the
 * next part then finds its row changed and starts another digest.
 */
export const announce = async (deps: AnnounceDeps, candidates: readonly Candidate[]): Promise<Announced> => {
  const now = deps.clock.now();
  const room = roomInPart(addressesOf(deps, candidates));
  const waiting = [...new Map(candidates.map((candidate) => [candidate.cause, candidate])).values()];
  const digests = new Map<string, Digest>();
  const causes = new Set<string>();
  const elsewhere = new Set<string>();
  let open: Digest | undefined;
  while (waiting.length > 0) {
    const part = waiting.splice(0, room);
    open ??= await openDigest(deps, [...part, ...waiting], now);
    open = await writePart(deps, open, part, { now, isLast: waiting.length === 0 });
    if (open !== undefined) {
      for (const { cause } of part) causes.add(cause);
      digests.set(open.digestId, open);
      continue;
    }
    // Somebody announced one of these, or claimed the digest: keep what nobody announced, and go on with a new digest.
    const { left, digestIds } = await readUnannounced(deps.store, part);
    for (const digestId of digestIds) elsewhere.add(digestId);
    waiting.unshift(...left);
  }
  await inParallel([...digests.values()], CONCURRENCY, async (digest) => await releaseDigest(deps, digest));
  if (elsewhere.size > 0) await hintAgain(deps, elsewhere, now);
  return { count: causes.size, digests: digests.size, at: now, causes };
};

const openDigest = async (deps: AnnounceDeps, candidates: readonly Candidate[], now: Instant): Promise<Digest> => {
  const addresses = addressesOf(deps, candidates);
  const digestId = deps.random.newId();
  const unsent = new Map<string, NotificationRow>();
  await Promise.all(
    (canAbsorb(addresses) ? addresses : []).map(async (address) => {
      const found = await findUnsentDigest(deps.store, address, now);
      if (found !== undefined) unsent.set(address, found);
    }),
  );
  const { emailDomain, traceparent } = deps;
  return newDigest(deps, candidates, unsent, { digestId, now, emailDomain, traceparent: traceparent?.() });
};

/** The digest with one more part; undefined when another writer came between. */
const writePart = async (
  deps: AnnounceDeps,
  digest: Digest,
  part: readonly Candidate[],
  when: { readonly now: Instant; readonly isLast: boolean },
): Promise<Digest | undefined> => {
  const { notifications, writes } = digestPart(deps, digest, part, when);
  const due = digest.parts === 0 ? notifications.map(dueOpen) : [];
  const result = await deps.commit({ partition: ALERTS_PARTITION, writes, due });
  if (result.kind === "conflict") return undefined;
  const rows = notifications.map((notification, index) => ({ notification, etag: result.etags[index] ?? "" }));
  return { ...digest, notifications: rows, parts: digest.parts + 1 };
};
