import { plusMs } from "../instant.ts";
import type { AsideMessages, Clock, Random, RejectedMessage } from "../ports.ts";
import { present } from "../present.ts";

/** A message that cannot be worked on now. */
export type UnworkedMessage = Omit<RejectedMessage, "problems" | "queue"> & { readonly queue: string };

/**
 * Sends a message back onto its queue, to be seen again later, so that it holds nobody's slot; true once the broker holds the copy. False
 * when it has come back often enough: what stops it is its own fault then, and people have to look at it.
 */
export type PutOff = (message: UnworkedMessage) => Promise<boolean>;

/** Application property that counts how often a message was put off. */
export const PUT_OFFS_PROPERTY = "putOffs";

/** After 5, 15 and 45 seconds: within a minute a partition that moves to another server has come back. */
const DELAYS_IN_MS = [5_000, 15_000, 45_000];

/** Makes the verb for a message that fails alone, while the ledger takes those of others. */
export const makePutOff =
  ({ asideMessages, clock, random }: { asideMessages: AsideMessages; clock: Clock; random: Random }): PutOff =>
  async ({ queue, messageId, contentType, body, properties }) => {
    const count = properties[PUT_OFFS_PROPERTY] ?? 0;
    const delayInMs = typeof count === "number" ? DELAYS_IN_MS[count] : undefined;
    if (delayInMs === undefined) return false;
    const copy = {
      messageId: messageId ?? `later-${random.newId()}`,
      ...present({ contentType }),
      body,
      properties: { ...properties, [PUT_OFFS_PROPERTY]: Number(count) + 1 },
    };
    await asideMessages.send(queue, copy, plusMs(clock.now(), delayInMs));
    return true;
  };
