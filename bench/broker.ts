import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ServiceBusClient } from "@azure/service-bus";
import { Command, InvalidArgumentError } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";

const BATCH = 200;

const toMessages = (text: string): number => {
  const count = toCount(text);
  if (count < BATCH || count % BATCH !== 0) throw new InvalidArgumentError(`Expected a multiple of ${BATCH}.`);
  return count;
};

const { messages: MESSAGES } = new Command("npm run bench -- broker")
  .description(
    "Measures the local Service Bus broker, in a process of its own, with the real client and messages of 1 KiB.",
  )
  .option("--messages <n>", "how many", toMessages, 20_000)
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<{ messages: number }>();
const BODY = { text: "x".repeat(1024 - 11) };
const QUEUE = "notifications";
const MAIN = join(import.meta.dirname, "../packages/servicebus-local/src/main.ts");
const ENTITIES = join(import.meta.dirname, "../infra/service-bus.json");

interface Row {
  readonly what: string;
  readonly messages: number;
  readonly perSecond: number;
}

const startBrokerProcess = async (args: readonly string[]) => {
  const broker = spawn(process.execPath, [MAIN, "--port", "0", "--entities", ENTITIES, "--stop-with-parent", ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: broker.stdout }), "line");
  const stop = async () => {
    const exited = once(broker, "exit");
    broker.kill("SIGTERM");
    await exited;
  };
  return { connectionString: (JSON.parse(line) as { serviceBus: string }).serviceBus, stop };
};

const rate = async (what: string, messages: number, run: () => Promise<void>): Promise<Row> => {
  const startedAt = performance.now();
  await run();
  return { what, messages, perSecond: Math.round((messages * 1000) / (performance.now() - startedAt)) };
};

const sendBatches = async (client: ServiceBusClient, messages: number): Promise<void> => {
  const sender = client.createSender(QUEUE);
  const batch = Array.from({ length: BATCH }, () => ({ body: BODY }));
  let left = messages / BATCH;
  const work = async () => {
    while (left-- > 0) await sender.sendMessages(batch);
  };
  await Promise.all([work(), work(), work(), work()]);
};

const sendSingles = async (client: ServiceBusClient, messages: number, inFlight: number): Promise<void> => {
  const sender = client.createSender(QUEUE);
  let left = messages;
  const work = async () => {
    while (left-- > 0) await sender.sendMessages({ body: BODY });
  };
  await Promise.all(Array.from({ length: inFlight }, work));
};

const receiveAll = async (client: ServiceBusClient, messages: number, maxConcurrentCalls: number): Promise<void> => {
  const receiver = client.createReceiver(QUEUE);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let left = messages;
  const processMessage = async () => {
    if (--left === 0) resolve();
  };
  receiver.subscribe({ processMessage, processError: async ({ error }) => reject(error) }, { maxConcurrentCalls });
  await promise;
  await receiver.close();
};

const measure = async (connectionString: string): Promise<Row[]> => {
  const client = new ServiceBusClient(connectionString);
  await sendBatches(client, 2000);
  await receiveAll(client, 2000, 32);
  const singles = Math.min(MESSAGES, 5000);
  const rows = [
    await rate("send, batches of 200", MESSAGES, () => sendBatches(client, MESSAGES)),
    await rate("receive + complete, 32 calls", MESSAGES, () => receiveAll(client, MESSAGES, 32)),
    await rate("send, one by one, 32 in flight", singles, () => sendSingles(client, singles, 32)),
    await rate("receive + complete, 1 call", singles, () => receiveAll(client, singles, 1)),
  ];
  await client.close();
  return rows;
};

const print = (title: string, rows: readonly Row[]): void => {
  console.log(`\n${title.padEnd(34)}${"messages".padStart(10)}${"per second".padStart(12)}`);
  for (const { what, messages, perSecond } of rows)
    console.log(`${what.padEnd(34)}${String(messages).padStart(10)}${String(perSecond).padStart(12)}`);
};

const run = async (title: string, args: readonly string[]): Promise<void> => {
  const broker = await startBrokerProcess(args);
  try {
    print(title, await measure(broker.connectionString));
  } finally {
    await broker.stop();
  }
};

const dataDir = mkdtempSync(join(tmpdir(), "broker-bench-"));
try {
  await run("In memory", []);
  await run("With journal", ["--data-dir", dataDir]);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
