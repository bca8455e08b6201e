import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from "@azure/service-bus";
import { loadEntities } from "../../src/entities.ts";
import { makeMovingClock } from "../../src/moving-clock.ts";
import { startBroker } from "../../src/start-broker.ts";

/*
 * The suite runs against the local broker. With SERVICE_BUS set to a connection string it runs against that namespace instead,
 * which must have the entities of entities.json; tests that need the local broker's own handles are then skipped.
 */
const elsewhere = process.env["SERVICE_BUS"];

export const QUEUE = "contract-work";
export const TOPIC = "contract-notices";
export const LOCK_IN_MS = 5000;
export const ENTITIES_FILE = join(import.meta.dirname, "entities.json");

/** `it` for what only the local broker can show. */
export const itLocally = elsewhere ? it.skip : it;
export const describeLocally = elsewhere ? describe.skip : describe;

jest.setTimeout(elsewhere ? 180_000 : 20_000);

export interface Namespace {
  readonly client: ServiceBusClient;
  readonly connectionString: string;
  /** Lets time pass: at once on the local broker, really elsewhere. */
  elapse(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Also takes what an earlier test left locked: such a message comes free when its lock ends. */
const purge = async (open: () => ServiceBusReceiver): Promise<void> => {
  for (let isEmpty = false; !isEmpty; ) {
    // A receiver of its own each time, because peeking goes on where it left off.
    const receiver = open();
    isEmpty = (await receiver.peekMessages(1)).length === 0;
    if (!isEmpty) await receiver.receiveMessages(500, { maxWaitTimeInMs: 1000 });
    await receiver.close();
  }
};

const openElsewhere = async (connectionString: string): Promise<Namespace> => {
  const client = new ServiceBusClient(connectionString);
  for (const subQueueType of [undefined, "deadLetter"] as const) {
    const options = { receiveMode: "receiveAndDelete", ...(subQueueType && { subQueueType }) } as const;
    await purge(() => client.createReceiver(QUEUE, options));
    for (const subscription of ["all", "blocking"])
      await purge(() => client.createReceiver(TOPIC, subscription, options));
  }
  return { client, connectionString, elapse: (ms) => setTimeout(ms), close: () => client.close() };
};

const openLocally = async (): Promise<Namespace> => {
  const clock = makeMovingClock();
  const broker = await startBroker({ port: 0, entities: loadEntities(ENTITIES_FILE), clock, warn: () => {} });
  const client = new ServiceBusClient(broker.connectionString);
  return {
    client,
    connectionString: broker.connectionString,
    elapse: async (ms) => clock.advance(ms),
    async close() {
      await client.close();
      await broker.close();
      clock.close();
    },
  };
};

/** A namespace without messages. */
export const openNamespace = (): Promise<Namespace> => (elsewhere ? openElsewhere(elsewhere) : openLocally());

/** Exactly `count` messages, or an error that says how many came. */
export const receive = async (receiver: ServiceBusReceiver, count: number): Promise<ServiceBusReceivedMessage[]> => {
  const received: ServiceBusReceivedMessage[] = [];
  const deadline = Date.now() + 10_000;
  while (received.length < count && Date.now() < deadline)
    received.push(...(await receiver.receiveMessages(count - received.length, { maxWaitTimeInMs: 2000 })));
  if (received.length !== count) throw new Error(`Expected ${count} messages, got ${received.length}.`);
  return received;
};

export const receiveOne = async (receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> => {
  const [message] = await receive(receiver, 1);
  if (!message) throw new Error("Expected a message.");
  return message;
};

/** Nothing is there to be received now. */
export const receiveNothing = async (receiver: ServiceBusReceiver): Promise<void> => {
  const received = await receiver.receiveMessages(1, { maxWaitTimeInMs: elsewhere ? 3000 : 100 });
  expect(received.map(({ body }) => body)).toEqual([]);
};
