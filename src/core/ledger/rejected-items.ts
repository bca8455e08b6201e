import { canonicalJson, sha256 } from "../hash.ts";
import type { AsideMessage } from "../ports.ts";

/** A message that nobody works on, once for all its copies. */
export interface RejectedItem {
  readonly id: string;
  readonly twinKey: string;
  /** How often it was put aside. */
  readonly copies: number;
  readonly message: AsideMessage;
}

/** Application property of a replayed copy: a copy that is put aside again is another message. */
export const REPLAY_OF_PROPERTY = "replayOf";

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
