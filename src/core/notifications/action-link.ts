import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, instantFromMs, toEpochMs } from "../instant.ts";
import { ALERTS_PARTITION } from "./notification-id.ts";

/** What a link in a digest may do; the place of each in this list stands in its links. */
export const LINK_ACTIONS = ["take", "snooze", "tell"] as const;
export type LinkAction = (typeof LINK_ACTIONS)[number];

/** What one link is good for: one action on one review, by whoever got one mail at one address. */
export interface ActionLink {
  readonly action: LinkAction;
  /** Of the review. */
  readonly partition: string;
  /** Of the digest that the link came with. */
  readonly notificationId: string;
  /** `addressMark` of the address that it was sent to. */
  readonly mark: string;
  /** In whole seconds. */
  readonly expiresAt: Instant;
}

const PREFIX = `n-${ALERTS_PARTITION}-`;
const BYTES = { action: 1, expiresAt: 4, notification: 16, partition: 32, mark: 8, signature: 32 } as const;
const SIGNED_BYTES = 61;
const TOKEN = /^[A-Za-z0-9_-]{124}$/;

const signatureOf = (signed: Uint8Array, key: string): Buffer =>
  createHmac("sha256", key).update("action link 1\n").update(signed).digest();

/** The link as a token that fits into a path: what it is good for, and HMAC-SHA256 over that. */
export const signLink = (link: ActionLink, key: string): string => {
  const { action, partition, notificationId, mark, expiresAt } = link;
  const head = Buffer.alloc(BYTES.action + BYTES.expiresAt);
  head.writeUInt8(LINK_ACTIONS.indexOf(action));
  head.writeUInt32BE(Math.floor(toEpochMs(expiresAt) / 1000), BYTES.action);
  const ids = [notificationId.slice(PREFIX.length), partition, mark].map((hex) => Buffer.from(hex, "hex"));
  const signed = Buffer.concat([head, ...ids]);
  return Buffer.concat([signed, signatureOf(signed, key)]).toString("base64url");
};

/** What a token is good for; undefined for one that none of the keys has signed. Says nothing of its time. */
export const readLink = (token: string, keys: readonly string[]): ActionLink | undefined => {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, "base64url");
  const [signed, signature] = [bytes.subarray(0, SIGNED_BYTES), bytes.subarray(SIGNED_BYTES)];
  if (!keys.some((key) => timingSafeEqual(signatureOf(signed, key), signature))) return undefined;
  const action = LINK_ACTIONS[signed.readUInt8()];
  if (action === undefined) return undefined;
  const hex = (from: number, length: number): string => signed.subarray(from, from + length).toString("hex");
  return {
    action,
    expiresAt: instantFromMs(signed.readUInt32BE(BYTES.action) * 1000),
    notificationId: `${PREFIX}${hex(5, BYTES.notification)}`,
    partition: hex(21, BYTES.partition),
    mark: hex(53, BYTES.mark),
  };
};

/** How links are made and read. */
export interface ActionLinkSettings {
  /** The first signs, all are taken. */
  readonly keys: readonly string[];
  /** What tokens are put behind, with a slash at its end; absent where no mail can name a link. */
  readonly baseUrl: string;
}
