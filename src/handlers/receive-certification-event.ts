import type { ServiceBusQueueHandler } from "@azure/functions";
import { parseEvent } from "../core/certification/parse-event.ts";
import { isRetryable, NotifierError } from "../core/errors.ts";
import type { RejectedMessages } from "../core/ports.ts";
import type { ReceiveEvent } from "../core/use-cases/receive-event.ts";
import { type BoundMessage, toBoundMessage } from "./bound-message.ts";

/** What the handler needs. */
export interface ReceiveDeps {
  readonly receiveEvent: ReceiveEvent;
  readonly rejectedMessages: RejectedMessages;
}

/** Records a valid event; puts any other message aside whole. Returns only when one of the two is done, and throws otherwise. */
export const makeReceiveCertificationEventHandler =
  ({ receiveEvent, rejectedMessages }: ReceiveDeps): ServiceBusQueueHandler =>
  async (message, context) => {
    const bound = toBoundMessage(message, context);
    const problems = await problemsOf(bound, receiveEvent, context.log.bind(context));
    if (problems.length === 0) return;
    context.warn(`Put aside: ${problems.join("; ")}`);
    await rejectedMessages.put({ ...bound, problems });
  };

const problemsOf = async (
  bound: BoundMessage,
  receiveEvent: ReceiveEvent,
  log: (text: string) => void,
): Promise<readonly string[]> => {
  const parsed = parseEvent(bound);
  if (parsed.kind === "invalid") return parsed.problems;
  try {
    const outcome = await receiveEvent(parsed);
    log(`${parsed.event.kind} event ${outcome.kind}.`);
    return outcome.kind === "conflicting" ? [outcome.problem] : [];
  } catch (error) {
    if (isRetryable(error)) throw error; // Service Bus delivers it again
    return [error instanceof NotifierError ? `${error.code}: ${error.message}` : String(error)];
  }
};
