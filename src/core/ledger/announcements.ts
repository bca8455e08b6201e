import { inParallel } from "../in-parallel.ts";
import type { Instant } from "../instant.ts";
import type { Candidate } from "../notifications/candidate.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";
import { announcementRow } from "./keys.ts";

const CONCURRENCY = 16;

/** The announcement of a cause, with the digest that carries it; undefined when nobody has made it. */
export const readAnnouncement = async (
  store: EntityStore,
  cause: string,
): Promise<{ readonly at: Instant; readonly digestId: string } | undefined> => {
  const row = await store.get("reviews", ALERTS_PARTITION, announcementRow(cause));
  return row && { at: String(row.fields.at) as Instant, digestId: String(row.fields.digestId) };
};

/** Of these, what nobody has announced, and the digests that carry the rest. */
export const readUnannounced = async (
  store: EntityStore,
  candidates: readonly Candidate[],
): Promise<{ readonly left: readonly Candidate[]; readonly digestIds: ReadonlySet<string> }> => {
  const left: Candidate[] = [];
  const digestIds = new Set<string>();
  await inParallel(candidates, CONCURRENCY, async (candidate) => {
    const made = await readAnnouncement(store, candidate.cause);
    if (made === undefined) left.push(candidate);
    else digestIds.add(made.digestId);
  });
  return { left, digestIds };
};
