import { idOf } from "../ledger/rejected-items.ts";
import type { AsideMessage } from "../ports.ts";
import type { Mentions } from "./mentions.ts";

/** A message that names the person and lies where nothing can be changed. */
export interface LeftMessage extends Pick<AsideMessage, "queue" | "deadLetter" | "sequenceNumber"> {
  readonly id: string;
}

/** Those of the messages that name somebody in their body or their properties. */
export const leftMessages = (messages: readonly AsideMessage[], mentions: Mentions): readonly LeftMessage[] =>
  messages
    .filter(
      ({ body, properties }) =>
        mentions.isIn(new TextDecoder().decode(body)) || mentions.isIn(JSON.stringify(properties)),
    )
    .map((message) => {
      const { queue, deadLetter, sequenceNumber } = message;
      return { id: idOf(message), queue, deadLetter, sequenceNumber };
    });
