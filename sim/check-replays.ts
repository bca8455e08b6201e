import type { AsideMessage } from "../src/core/ports.ts";
import type { Remains } from "./remains.ts";

type ReplayRemains = Pick<Remains, "rejected" | "replayed" | "operator">;

const keyOf = ({ origin, body }: Pick<AsideMessage, "origin" | "body">): string =>
  `${origin} ${new TextDecoder().decode(body)}`;

/** Every message that was put aside is listed or was replayed; a replay is one message, however often it was asked for. */
export const checkReplays = ({ rejected, replayed, operator }: ReplayRemains): string[] => {
  const { listed, seen, answers } = operator;
  if (listed === undefined) return ["nobody lists what was put aside"];
  const idsOfCopies = new Map<string, Set<string>>();
  for (const { message } of replayed) {
    const id = String(message.properties.replayOf);
    idsOfCopies.set(id, (idsOfCopies.get(id) ?? new Set()).add(message.messageId));
  }
  const listedKeys = new Set(listed.map(({ message }) => keyOf(message)));
  const replayedKeys = new Set([...seen].flatMap(([id, { message }]) => (idsOfCopies.has(id) ? [keyOf(message)] : [])));
  const listedIds = new Set(listed.map(({ id }) => id));
  return [
    ...rejected
      .filter((message) => !listedKeys.has(keyOf(message)) && !replayedKeys.has(keyOf(message)))
      .map((message) => `put aside, and neither listed nor replayed: ${keyOf(message).slice(0, 80)}`),
    ...[...idsOfCopies]
      .filter(([, messageIds]) => messageIds.size > 1)
      .map(([id, messageIds]) => `${id} was replayed as ${messageIds.size} messages`),
    ...answers
      .filter(({ id, state }) => state === "sent" && listedIds.has(id))
      .map(({ id }) => `${id} was replayed, and is listed still`),
    ...answers
      .filter(({ id, state, messageId }) => state === "sent" && idsOfCopies.get(id)?.has(messageId) !== true)
      .map(({ id }) => `${id} was not replayed, and an answer says that it was`),
  ];
};
