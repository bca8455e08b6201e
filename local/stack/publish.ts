import { ServiceBusClient, ServiceBusError, type ServiceBusMessage, type ServiceBusSender } from "@azure/service-bus";
import { describeAddress } from "./describe-address.ts";
import { WrongUse } from "./wrong-use.ts";

/** The queue that producers publish to. */
export const EVENT_QUEUE = "certification-results";

const TIMEOUT_IN_MS = 5_000;

const sendInBatches = async (sender: ServiceBusSender, messages: readonly ServiceBusMessage[]): Promise<void> => {
  let batch = await sender.createMessageBatch();
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    if (batch.count > 0) {
      await sender.sendMessages(batch);
      batch = await sender.createMessageBatch();
    }
    // Alone in a batch and still too large: the broker says so better than we could.
    if (!batch.tryAddMessage(message)) await sender.sendMessages(message);
  }
  if (batch.count > 0) await sender.sendMessages(batch);
};

const explain = (error: unknown, serviceBus: string): Error => {
  const code = error instanceof ServiceBusError ? error.code : undefined;
  const at = describeAddress(serviceBus);
  if (code === "MessageSizeExceeded")
    return new Error("an event is larger than a Service Bus message may be", { cause: error });
  if (code === "MessagingEntityNotFound") return new Error(`${at} has no queue ${EVENT_QUEUE}`, { cause: error });
  if (code === "UnauthorizedAccess") return new Error(`${at} does not accept the key of SERVICE_BUS`, { cause: error });
  const refused =
    /ECONNREFUSED/.test(String(error)) || /ECONNREFUSED/.test(String((error as { cause?: unknown }).cause));
  const why = refused ? "nothing listens there" : "it did not answer";
  return new Error(
    `Service Bus at ${at} cannot be reached: ${why}. Is the stack running (npm start), and is SERVICE_BUS right?`,
    {
      cause: error,
    },
  );
};

/** Gives up after five seconds without progress, whatever the client still tries. */
const withDeadline = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("timed out")), TIMEOUT_IN_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
};

/** A connection string, or a namespace reached with the identity of whoever runs this. */
const connect = async (serviceBus: string): Promise<ServiceBusClient> => {
  const options = { retryOptions: { maxRetries: 0, timeoutInMs: TIMEOUT_IN_MS } };
  if (/^[\w-]+(\.[\w-]+)+$/.test(serviceBus)) {
    const { DefaultAzureCredential } = await import("@azure/identity");
    return new ServiceBusClient(serviceBus, new DefaultAzureCredential(), options);
  }
  if (!/^\s*Endpoint=sb:\/\//i.test(serviceBus)) throw new WrongUse(["SERVICE_BUS is not a connection string"]);
  return new ServiceBusClient(serviceBus, options);
};

/** Publishes messages in as few batches as they fit in; throws one sentence for people when that fails. */
export const publish = async (serviceBus: string, messages: readonly ServiceBusMessage[]): Promise<void> => {
  let client: ServiceBusClient | undefined;
  try {
    client = await connect(serviceBus);
    const sender = client.createSender(EVENT_QUEUE);
    // The first batch opens the link; what follows may take as long as it takes.
    await withDeadline(sender.createMessageBatch());
    await sendInBatches(sender, messages);
  } catch (error) {
    throw error instanceof WrongUse ? error : explain(error, serviceBus);
  } finally {
    void client?.close().catch(() => {});
  }
};
