import type { ServiceBusQueueHandler } from "@azure/functions";
import { QUEUES } from "../config/queues.ts";
import { parseEvent } from "../core/certification/parse-event.ts";
import { isOwnFault, isRetryable, NotifierError } from "../core/errors.ts";
import type { RejectedMessages } from "../core/ports.ts";
import type { PutOff } from "../core/verbs/put-off.ts";
import type { ReceiveEvent } from "../core/verbs/receive-event.ts";
import { toBoundMessage } from "./bound-message.ts";

/** What the handler needs. */
export interface ReceiveDeps {
  readonly receiveEvent: ReceiveEvent;
  readonly putOff: PutOff;
  readonly rejectedMessages: RejectedMessages;
  /** Put around the reading; as it is without telemetry. */
  readonly parse?: typeof parseEvent;
}

/**
 * Records a valid event; puts any other message aside whole. One that fails alone, while the ledger takes others, is put off, and aside
 * after some times. Returns only when one of the three is done, and throws otherwise.
 */
export const makeReceiveCertificationEventHandler =
  ({ receiveEvent, putOff, rejectedMessages, parse = parseEvent }: ReceiveDeps): ServiceBusQueueHandler =>
  async (message, context) => {
    const bound = toBoundMessage(message, context);
    const putAside = async (problems: readonly string[]): Promise<void> => {
      context.warn(`Put aside: ${problems.join("; ")}`);
      await rejectedMessages.put({ ...bound, problems });
    };
    const parsed = parse(bound);
    if (parsed.kind === "invalid") return await putAside(parsed.problems);
    try {
      const outcome = await receiveEvent(parsed);
      context.log(`${parsed.event.kind} event ${outcome.kind}.`);
      if (outcome.kind === "conflicting") await putAside([outcome.problem]);
    } catch (error) {
      if (!isOwnFault(error)) throw error; // Service Bus delivers it again
      const problem = error instanceof NotifierError ? `${error.code}: ${error.message}` : String(error);
      if (isRetryable(error) && (await putOff({ ...bound, queue: QUEUES.results }))) {
        context.warn(`Put off: ${problem}`);
        return;
      }
      await putAside([problem]);
    }
  };
