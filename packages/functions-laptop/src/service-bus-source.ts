import type { ServiceBusClient, ServiceBusClientOptions, ServiceBusReceiver } from "@azure/service-bus";
import type { AppFunction } from "./app.ts";
import { HostError } from "./host-error.ts";
import { type Env, resolveSettings } from "./host-settings.ts";

/** Where a Service Bus function reads: a queue, or a subscription of a topic, or the dead-letter queue of either. */
export type ServiceBusSource = {
  /** For people. */
  path: string;
  connectClient: () => Promise<ServiceBusClient>;
  openReceiver: (client: ServiceBusClient) => ServiceBusReceiver;
};

/** Quick at first, because a local broker is back within a second; the client goes on for ever. */
const CLIENT_OPTIONS: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 3, retryDelayInMs: 250, maxRetryDelayInMs: 2_000, timeoutInMs: 30_000 },
};

const DEAD_LETTER = /\/\$deadletterqueue$/i;

const makeConnect = (connection: string, functionName: string, env: Env): (() => Promise<ServiceBusClient>) => {
  const connectionString = env[connection] ?? env[`AzureWebJobs${connection}`];
  if (connectionString) {
    if (!/(?:^|;)\s*Endpoint=sb:\/\/[^;/]+/i.test(connectionString)) {
      throw new HostError(`The setting ${connection} is no Service Bus connection string (Endpoint=sb://…).`, {
        exitCode: 2,
      });
    }
    return async () => new (await import("@azure/service-bus")).ServiceBusClient(connectionString, CLIENT_OPTIONS);
  }
  const namespace = env[`${connection}__fullyQualifiedNamespace`];
  if (namespace) {
    return async () => {
      const [{ ServiceBusClient }, { DefaultAzureCredential }] = await Promise.all([
        import("@azure/service-bus"),
        import("@azure/identity"),
      ]);
      return new ServiceBusClient(namespace, new DefaultAzureCredential(), CLIENT_OPTIONS);
    };
  }
  throw new HostError(
    `The function "${functionName}" reads Service Bus by the setting ${connection}, which is not set (nor ${connection}__fullyQualifiedNamespace).`,
    { exitCode: 2 },
  );
};

const optionOf = (target: AppFunction, name: string, env: Env): string | undefined => {
  const value = target.trigger[name];
  return typeof value === "string" && value !== "" ? resolveSettings(value, env) : undefined;
};

export const makeServiceBusSource = (target: AppFunction, env: Env): ServiceBusSource => {
  const queue = optionOf(target, "queueName", env);
  const topic = optionOf(target, "topicName", env);
  const subscription = optionOf(target, "subscriptionName", env);
  const connectClient = makeConnect(optionOf(target, "connection", env) ?? "ServiceBus", target.name, env);
  // Locks are renewed by us; the body stays the bytes that were sent.
  const optionsFor = (name: string) => ({
    receiveMode: "peekLock" as const,
    maxAutoLockRenewalDurationInMs: 0,
    skipParsingBodyAsJson: true,
    ...(DEAD_LETTER.test(name) ? { subQueueType: "deadLetter" as const } : {}),
  });
  if (queue !== undefined) {
    const openReceiver = (client: ServiceBusClient) =>
      client.createReceiver(queue.replace(DEAD_LETTER, ""), optionsFor(queue));
    return { path: queue, connectClient, openReceiver };
  }
  if (topic !== undefined && subscription !== undefined) {
    const openReceiver = (client: ServiceBusClient) =>
      client.createReceiver(topic, subscription.replace(DEAD_LETTER, ""), optionsFor(subscription));
    return { path: `${topic}/${subscription}`, connectClient, openReceiver };
  }
  throw new HostError(`The function "${target.name}" names neither a queue nor a topic with its subscription.`);
};
