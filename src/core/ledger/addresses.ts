import { sha256 } from "../hash.ts";
import { type Instant, msBetween, plusMs } from "../instant.ts";
import type { Notification } from "../notifications/notification.ts";
import { ANY_VERSION, type EntityStore } from "../ports.ts";
import { MARKS, markEndRow, parseOldRow, releaseRow } from "./keys.ts";
import { listAll } from "./list-rows.ts";

/** Mailboxes that mail bounced from. A mark ends by itself: mailboxes come back. */
export interface Addresses {
  /** Marks an address whose mail bounced for good at `bouncedAt`. */
  markBounced(address: string, bouncedAt: Instant): Promise<void>;
  /** Marks the address of a contact whose notification says that its mail bounced; alerts have no consequences. */
  rememberBounce(notification: Notification, bouncedAt: Instant): Promise<void>;
  /** Every mark that holds at `now`, the latest first. */
  list(now: Instant): Promise<BouncedMark[]>;
  /** Takes a mark away, by its key or by the address itself, and keeps who did; false when there is none. Other processes try the address again five minutes later at the latest. */
  release(asked: string, who: { readonly by: string; readonly at: Instant }): Promise<boolean>;
  /** Who took which mark away since then, in no order. */
  releases(since: Instant): Promise<Release[]>;
  /** True while mail to this address is not tried. What another process marked is seen five minutes later at the latest. */
  isBounced(address: string, now: Instant): Promise<boolean>;
}

/** The mark of an address that mail bounced from; the address itself is nowhere. */
export interface BouncedMark {
  /** SHA-256 of the address, in hex. */
  readonly key: string;
  readonly bouncedAt: Instant;
  readonly holdsUntil: Instant;
}

/** Somebody took the mark of an address away. */
export interface Release {
  readonly key: string;
  readonly at: Instant;
  readonly by: string;
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
  const markBounced: Addresses["markBounced"] = async (address, bouncedAt) => {
    const holdsUntil = plusMs(bouncedAt, BOUNCE_HOLDS_IN_MS);
    const rowKey = markRow(address);
    await store.transact("addresses", BOUNCED_PARTITION, [
      { kind: "upsert", rowKey, fields: { bouncedAt, holdsUntil } },
      { kind: "upsert", rowKey: markEndRow(holdsUntil, rowKey), fields: {} },
    ]);
    (await known?.until.catch(() => undefined))?.set(rowKey, holdsUntil);
  };
  return {
    markBounced,
    rememberBounce: async ({ state, submissionId, address }, bouncedAt) => {
      if (state === "bounced" && submissionId !== undefined && address !== undefined)
        await markBounced(address, bouncedAt);
    },
    list: async (now) =>
      (await listAll(store, "addresses", BOUNCED_PARTITION, MARKS))
        .map(({ rowKey, fields }) => ({
          key: rowKey,
          bouncedAt: String(fields.bouncedAt) as Instant,
          holdsUntil: String(fields.holdsUntil) as Instant,
        }))
        .filter(({ holdsUntil }) => holdsUntil > now)
        .sort((a, b) => (a.bouncedAt > b.bouncedAt ? -1 : 1)),
    release: async (asked, { by, at }) => {
      const rowKey = KEY.test(asked) ? asked : markRow(asked);
      const { kind } = await store.transact("addresses", BOUNCED_PARTITION, [
        { kind: "delete", rowKey, etag: ANY_VERSION },
        { kind: "upsert", rowKey: releaseRow(at, rowKey), fields: { by } },
      ]);
      (await known?.until.catch(() => undefined))?.delete(rowKey);
      return kind === "written";
    },
    releases: async (since) =>
      (await listAll(store, "addresses", BOUNCED_PARTITION, { from: `release|${since}`, to: "release}" })).map(
        ({ rowKey, fields }) => {
          const { since: at, id: key } = parseOldRow(rowKey);
          return { key, at, by: String(fields.by) };
        },
      ),
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

const KEY = /^[0-9a-f]{64}$/;

/** Row of the mark of an address. */
export const markRow = (address: string): string => sha256(address);
