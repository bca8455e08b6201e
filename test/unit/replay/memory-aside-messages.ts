import { NotifierError } from "../../../src/core/errors.ts";
import { instant } from "../../../src/core/instant.ts";
import type { AsideMessage, AsideMessages, ReplayedMessage } from "../../../src/core/ports.ts";

/** Queues in memory that can be away. */
export class MemoryAsideMessages implements AsideMessages {
  messages: AsideMessage[] = [];
  sent: { queue: string; message: ReplayedMessage }[] = [];
  isAway = false;

  async peek() {
    return { messages: this.messages, more: false };
  }

  async send(queue: string, message: ReplayedMessage): Promise<void> {
    if (this.isAway) throw new NotifierError("BUS_UNAVAILABLE");
    this.sent.push({ queue, message });
  }
}

export const asideMessage = (overrides: Partial<AsideMessage> & { text?: string } = {}): AsideMessage => {
  const { text = "{broken", ...rest } = overrides;
  return {
    queue: "certification-results-rejected",
    deadLetter: false,
    origin: "certification-results",
    sequenceNumber: "1",
    enqueuedAt: instant("2026-11-20T16:00:00Z"),
    messageId: "m-1",
    contentType: "application/json",
    body: Buffer.from(text),
    properties: {},
    problems: ["The body is not a JSON object."],
    ...rest,
  };
};
