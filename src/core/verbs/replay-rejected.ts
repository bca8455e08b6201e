import { EVENT_LIMITS } from "../certification/event-schema.ts";
import { NotifierError } from "../errors.ts";
import { checkSameBody, decideReplay, type ReplayCase } from "../ledger/decide-replay.ts";
import { idOf, REPLAY_OF_PROPERTY, type RejectedItem, toItems } from "../ledger/rejected-items.ts";
import type { ReplayRecord, ReplayRecords } from "../ledger/replay-records.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import type { AsideMessage, AsideMessages, Clock, Random } from "../ports.ts";
import { present } from "../present.ts";
import type { NoteReplay } from "./note-replay.ts";
import { PUT_OFFS_PROPERTY } from "./put-off.ts";
import { RETURNS_PROPERTY } from "./return-dead-letters.ts";

/** What `makeReplayRejected` needs. */
export interface ReplayRejectedDeps {
  readonly asideMessages: AsideMessages;
  readonly replays: ReplayRecords;
  readonly noteReplay: NoteReplay;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Sends a copy of a message that was put aside to the queue it came from, with another body if one is given; once, however often it is
 * asked for. `by` stands beside it in the ledger, and in the history of the review that it names.
 * Throws `REJECTED_UNKNOWN`, `REPLAY_CONFLICT` for another body than the first time, `REQUEST_INVALID` for a body that is too large.
 */
export type ReplayRejected = (id: string, by: string, editedBody?: Uint8Array) => Promise<ReplayRecord>;

/** Makes the verb that gives a message another chance: recorded before it is sent, so that no crash can make two of it unseen. */
export const makeReplayRejected =
  (deps: ReplayRejectedDeps): ReplayRejected =>
  async (id, by, editedBody) => {
    if (editedBody !== undefined && editedBody.length > EVENT_LIMITS.bodyInBytes) {
      throw new NotifierError("REQUEST_INVALID", `At most ${EVENT_LIMITS.bodyInBytes} bytes are allowed.`);
    }
    const earlier = await deps.replays.get(id);
    if (earlier?.record.state === "sent") return checkSameBody(earlier.record, editedBody);
    const item = await find(deps, id);
    const claim = await untilWritten(async () => await claimReplay(deps, { id, by, item, editedBody }));
    return claim.kind === "done" ? claim.record : await send(deps, by, claim, item.message, editedBody);
  };

type Claim =
  | { readonly kind: "done"; readonly record: ReplayRecord }
  | { readonly kind: "ours"; readonly record: ReplayRecord; readonly etag: string };

/** A copy of the same message may be asked for by its own id: it is looked up among the copies. */
const find = async ({ asideMessages }: ReplayRejectedDeps, id: string): Promise<RejectedItem> => {
  const { messages } = await asideMessages.peek();
  const asked = messages.find((message) => idOf(message) === id);
  const [item] = asked === undefined ? [] : toItems([asked]);
  if (item === undefined) throw new NotifierError("REJECTED_UNKNOWN");
  return item;
};

/** Undefined when another request came between: look again. */
const claimReplay = async (
  { replays, clock, random }: ReplayRejectedDeps,
  asked: Pick<ReplayCase, "id" | "by" | "item" | "editedBody">,
): Promise<Claim | undefined> => {
  const own = await replays.get(asked.id);
  const others = own === undefined ? await replays.list() : [];
  const newMessageId = (): string => `replay-${random.newId()}`;
  const { kind, record } = decideReplay({ ...asked, own, others, now: clock.now(), newMessageId });
  if (kind === "done") return { kind, record };
  const etag = await replays.put(record, own?.etag);
  return etag === undefined ? undefined : { kind: "ours", record, etag };
};

const send = async (
  { asideMessages, replays, noteReplay }: ReplayRejectedDeps,
  by: string,
  { record, etag }: Extract<Claim, { kind: "ours" }>,
  { body, contentType, properties }: AsideMessage,
  editedBody: Uint8Array | undefined,
): Promise<ReplayRecord> => {
  const { [RETURNS_PROPERTY]: _returns, [PUT_OFFS_PROPERTY]: _putOffs, ...kept } = properties;
  const { queue, id: replayOf, replayedAt: at } = record;
  try {
    await noteReplay({ at, by, queue, replayOf }, editedBody ?? body);
    await asideMessages.send(queue, {
      messageId: record.messageId,
      ...present({ contentType }),
      body: editedBody ?? body,
      properties: { ...kept, [REPLAY_OF_PROPERTY]: replayOf },
    });
  } catch (error) {
    await replays.put({ ...record, state: "unconfirmed" }, etag);
    throw error;
  }
  const sent = { ...record, state: "sent" } as const;
  await replays.put(sent, etag);
  return sent;
};
