import { canonicalJson, sha256 } from "../hash.ts";
import type { ReplayRecords } from "../ledger/replay-records.ts";
import type { AsideMessage, AsideMessages } from "../ports.ts";

/** A message that nobody works on, once for all its copies. */
export interface RejectedItem {
  readonly id: string;
  readonly twinKey: string;
  /** How often it was put aside. */
  readonly copies: number;
  readonly message: AsideMessage;
}

/** What was put aside or dead-lettered and not replayed since, oldest first; `more` says that some were left out. */
export interface RejectedList {
  readonly items: readonly RejectedItem[];
  readonly more: boolean;
}

/** What `makeListRejected` needs. */
export interface ListRejectedDeps {
  readonly asideMessages: AsideMessages;
  readonly replays: ReplayRecords;
}

/** Lists what was put aside, by looking at the queues: nothing is taken from them. */
export type ListRejected = () => Promise<RejectedList>;

/** Application property of a replayed copy: a copy that is put aside again is another message. */
export const REPLAY_OF_PROPERTY = "replayOf";

/** Makes the list of what was put aside. */
export const makeListRejected =
  ({ asideMessages, replays }: ListRejectedDeps): ListRejected =>
  async () => {
    const [{ messages, more }, records] = await Promise.all([asideMessages.peek(), replays.list()]);
    const replayed = new Set(records.filter(({ state }) => state === "sent").map(({ twinKey }) => twinKey));
    const items = toItems(messages).filter(({ twinKey }) => !replayed.has(twinKey));
    return { items, more };
  };

/** The messages, each once for all its copies, oldest first. */
export const toItems = (messages: readonly AsideMessage[]): readonly RejectedItem[] => {
  const byTwinKey = new Map<string, RejectedItem>();
  const inOrder = messages.toSorted((a, b) => (a.enqueuedAt < b.enqueuedAt ? -1 : a.enqueuedAt > b.enqueuedAt ? 1 : 0));
  for (const message of inOrder) {
    const twinKey = twinKeyOf(message);
    const first = byTwinKey.get(twinKey);
    byTwinKey.set(
      twinKey,
      first === undefined ? { id: idOf(message), twinKey, copies: 1, message } : { ...first, copies: first.copies + 1 },
    );
  }
  return [...byTwinKey.values()];
};

/** The same each time the same message is looked at. */
export const idOf = ({ queue, deadLetter, sequenceNumber, enqueuedAt }: AsideMessage): string =>
  sha256(canonicalJson([queue, deadLetter, sequenceNumber, enqueuedAt])).slice(0, 32);

/** In binary mode the event's attributes are application properties, so the body alone does not tell two events apart. */
const ATTRIBUTE = /^cloudEvents[:_]/;

/** Two messages with the same key say the same, and were put aside for the same reasons. */
const twinKeyOf = ({ origin, queue, deadLetter, body, problems, properties }: AsideMessage): string => {
  const telling = Object.entries(properties).filter(([name]) => ATTRIBUTE.test(name) || name === REPLAY_OF_PROPERTY);
  return sha256(canonicalJson([origin, queue, deadLetter, hashOf(body), problems, Object.fromEntries(telling)]));
};

/** Hash of a body's bytes. */
export const hashOf = (body: Uint8Array): string => sha256(Buffer.from(body).toString("base64"));
