import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { startServer } from "./amqp/server.ts";
import { readRouting } from "./amqp/submission.ts";
import { type BrokerClock, systemClock } from "./clock.ts";
import type { Entities } from "./entities.ts";
import { forgetfulJournal, type Journal, openJournal } from "./journal/journal.ts";
import { Snapshot } from "./journal/snapshot.ts";
import { Store } from "./store/store.ts";

export interface BrokerOptions {
  /** The TCP port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Where messages are kept over a restart, in its folder `servicebus`; without it they live as long as the process. */
  readonly dataDir?: string | undefined;
  readonly entities: Entities;
  /** @default the time of day */
  readonly clock?: BrokerClock;
  /** Takes what people should know. @default standard error */
  readonly warn?: (text: string) => void;
  /** The journal cannot be written any more: nothing is acknowledged from here on. @default ends the process with 1 */
  readonly onFailure?: (error: unknown) => void;
}

export interface Broker {
  readonly port: number;
  readonly connectionString: string;
  /** How many messages each queue holds, by name. */
  sizes(): Record<string, number>;
  close(): Promise<void>;
}

const connectionStringFor = (port: number): string =>
  `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true`;

const exit = (error: unknown): void => {
  console.error(`The journal cannot be written: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
};

const restore = (store: Store, snapshot: Snapshot, warn: (text: string) => void): void => {
  for (const [name, next] of snapshot.next) store.find(name)?.resume(next);
  for (const [name, messages] of snapshot.queues) {
    const queue = store.find(name);
    if (!queue && messages.size > 0)
      warn(`${messages.size} messages are kept for ${name}, which is no longer among the entities.`);
    for (const message of messages.values()) queue?.restore(message);
  }
  for (const [name, states] of snapshot.sessions)
    for (const [sessionId, state] of states) store.find(name)?.restoreState(sessionId, Buffer.from(state, "base64"));
  for (const seen of snapshot.seen.values()) store.remember(seen);
};

const open = (options: BrokerOptions, warn: (text: string) => void): { journal: Journal; snapshot: Snapshot } => {
  if (options.dataDir === undefined) return { journal: forgetfulJournal, snapshot: new Snapshot() };
  return openJournal({ directory: join(options.dataDir, "servicebus"), warn, onFailure: options.onFailure ?? exit });
};

/** Starts a Service Bus broker for this machine alone. */
export const startBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { port, entities, clock = systemClock, warn = (text: string) => console.error(text) } = options;
  const { journal, snapshot } = open(options, warn);
  const store = new Store(entities, { clock, routing: readRouting, record: (change) => journal.append(change) });
  try {
    restore(store, snapshot, warn);
    const server = await startServer(port, { store, journal, warn });
    store.advance();
    return {
      port: server.port,
      connectionString: connectionStringFor(server.port),
      sizes: () => store.sizes(),
      async close() {
        // Answers that wait for the journal go out before the connections are cut.
        await setImmediate();
        await setImmediate();
        store.close();
        await server.close();
        journal.close();
      },
    };
  } catch (error) {
    store.close();
    journal.close();
    throw error;
  }
};
