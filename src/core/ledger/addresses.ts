import { sha256 } from "../hash.ts";
import { type Instant, msBetween, plusMs } from "../instant.ts";
import type { EntityStore } from "../ports.ts";
import { MARKS, markEndRow } from "./keys.ts";
import { listAll } from "./list-rows.ts";

/** Mailboxes that mail bounced from. A mark ends by itself: mailboxes come back. */
export interface Addresses {
  /** Marks an address whose mail bounced for good at `bouncedAt`. */
  markBounced(address: string, bouncedAt: Instant): Promise<void>;
  /** True while mail to this address is not tried. What another process marked is seen five minutes later at the latest. */
  isBounced(address: string, now: Instant): Promise<boolean>;
}

/** The one partition of all marks: they are few, and read together. */
export const BOUNCED_PARTITION = "bounced";

/** As long as the provider's own list of bounced addresses holds one at most. */
export const BOUNCE_HOLDS_IN_MS = 14 * 24 * 60 * 60_000;

/** How long a process takes the list that it read for the list as it is. */
export const BOUNCES_KNOWN_FOR_IN_MS = 5 * 60_000;

/** The marks on an entity store; the key is a hash, so that the table holds no address. */
export const makeAddresses = (store: EntityStore): Addresses => {
  let known: { readonly readAt: Instant; readonly until: Promise<Map<string, string>> } | undefined;
  const read = async (): Promise<Map<string, string>> => {
    const rows = await listAll(store, "addresses", BOUNCED_PARTITION, MARKS);
    return new Map(rows.map(({ rowKey, fields }) => [rowKey, String(fields.holdsUntil)]));
  };
  return {
    markBounced: async (address, bouncedAt) => {
      const holdsUntil = plusMs(bouncedAt, BOUNCE_HOLDS_IN_MS);
      const rowKey = markRow(address);
      await store.transact("addresses", BOUNCED_PARTITION, [
        { kind: "upsert", rowKey, fields: { bouncedAt, holdsUntil } },
        { kind: "upsert", rowKey: markEndRow(holdsUntil, rowKey), fields: {} },
      ]);
      (await known?.until.catch(() => undefined))?.set(rowKey, holdsUntil);
    },
    isBounced: async (address, now) => {
      const isFresh = known !== undefined && Math.abs(msBetween(known.readAt, now)) < BOUNCES_KNOWN_FOR_IN_MS;
      if (known === undefined || !isFresh) known = { readAt: now, until: read() };
      try {
        const holdsUntil = (await known.until).get(markRow(address));
        return holdsUntil !== undefined && holdsUntil > now;
      } catch (error) {
        known = undefined;
        throw error;
      }
    },
  };
};

/** Row of the mark of an address. */
export const markRow = (address: string): string => sha256(address);
