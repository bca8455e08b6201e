import { ServiceBusClient } from "@azure/service-bus";
import type { AppFunction } from "../../src/app.ts";
import { makeServiceBusSource } from "../../src/service-bus-source.ts";

const SERVICE_BUS =
  "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=s3cret;UseDevelopmentEmulator=true";

const target = (options: Record<string, unknown>): AppFunction => {
  const trigger = { type: "serviceBusTrigger", direction: "in" as const, connection: "SERVICE_BUS", ...options };
  return { name: "f", metadata: { name: "f", bindings: {} }, callback: () => undefined, triggerName: "t", trigger };
};

const entityOf = async (options: Record<string, unknown>, env = { SERVICE_BUS }): Promise<string> => {
  const { openReceiver } = makeServiceBusSource(target(options), env);
  const client = new ServiceBusClient(SERVICE_BUS);
  const { entityPath } = openReceiver(client);
  await client.close();
  return entityPath;
};

describe("makeServiceBusSource", () => {
  it.each([
    [{ queueName: "q" }, "q"],
    [{ queueName: "q/$DeadLetterQueue" }, "q/$DeadLetterQueue"],
    [{ queueName: "q/$deadletterqueue" }, "q/$DeadLetterQueue"],
    [{ topicName: "t", subscriptionName: "s" }, "t/Subscriptions/s"],
    [{ queueName: "%QUEUE%" }, "from-setting"],
  ])("reads %j from %s", async (options, expected) => {
    expect(await entityOf(options, { SERVICE_BUS, QUEUE: "from-setting" } as { SERVICE_BUS: string })).toBe(expected);
  });

  it("finds the setting under the prefix the real host also looks at", async () => {
    expect(() =>
      makeServiceBusSource(target({ queueName: "q" }), { AzureWebJobsSERVICE_BUS: SERVICE_BUS }),
    ).not.toThrow();
  });

  it.each([
    [{}, /reads Service Bus by the setting SERVICE_BUS, which is not set/],
    [{ SERVICE_BUS: "s3cret-nonsense" }, /SERVICE_BUS is no Service Bus connection string/],
  ])("refuses the settings %j by name, never by value", (env, expected) => {
    const make = () => makeServiceBusSource(target({ queueName: "q" }), env);
    expect(make).toThrow(expected);
    expect(make).not.toThrow(/s3cret/);
  });

  it("refuses a function that names nothing to read", () => {
    expect(() => makeServiceBusSource(target({}), { SERVICE_BUS })).toThrow(/neither a queue nor a topic/);
  });
});
