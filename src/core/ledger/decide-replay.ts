import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { hashOf, type RejectedItem } from "./rejected-items.ts";
import type { ReplayRecord, StoredReplay } from "./replay-records.ts";

/** What a replay is decided from. */
export interface ReplayCase {
  readonly id: string;
  readonly by: string;
  readonly item: RejectedItem;
  readonly editedBody: Uint8Array | undefined;
  /** The replay of this very message, as it was read. */
  readonly own: StoredReplay | undefined;
  /** Every other replay. */
  readonly others: readonly ReplayRecord[];
  readonly now: Instant;
  readonly newMessageId: () => string;
}

/** A replay that somebody else has made or is making, or one to be claimed by writing its record. */
export type ReplayDecision = { readonly kind: "done" | "claim"; readonly record: ReplayRecord };

/** Somebody who has been sending for longer than this has died. */
const SENDING_IN_MS = 60_000;

/** Decides whether a message goes out again. Throws `REPLAY_CONFLICT` when it went, or was to go, with another body. */
export const decideReplay = (replay: ReplayCase): ReplayDecision => {
  const { id, by, item, editedBody, own, others, now, newMessageId } = replay;
  const { twinKey, message } = item;
  const twin = others.find((other) => other.twinKey === twinKey && other.state === "sent");
  const record = own?.record ?? twin;
  const isUnderWay = record?.state === "sending" && (own?.ageInMs ?? 0) < SENDING_IN_MS;
  if (record !== undefined && (record.state === "sent" || isUnderWay))
    return { kind: "done", record: checkSameBody(record, editedBody) };
  const body = editedBody ?? message.body;
  if (record !== undefined) checkSameBody(record, body);
  const claimed: ReplayRecord = {
    id,
    twinKey,
    queue: message.origin,
    // The same id for a second try, so that whoever looks sees that both are one.
    messageId: record?.messageId ?? newMessageId(),
    bodyHash: hashOf(body),
    replayedAt: now,
    by,
    state: "sending",
  };
  return { kind: "claim", record: claimed };
};

/** Asked for again without a body, a replay answers as it did; with another body it would be another replay: `REPLAY_CONFLICT`. */
export const checkSameBody = (record: ReplayRecord, body: Uint8Array | undefined): ReplayRecord => {
  if (body !== undefined && hashOf(body) !== record.bodyHash) throw new NotifierError("REPLAY_CONFLICT");
  return record;
};
