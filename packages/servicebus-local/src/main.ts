import { join } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { FileLockError } from "process-file-lock";
import { EntitiesError, loadEntities } from "./entities.ts";
import { JournalDamaged } from "./journal/journal-damaged.ts";
import { repairJournal } from "./journal/repair-journal.ts";
import { startBroker } from "./start-broker.ts";

class UsageError extends Error {}

const DEFAULT_PORT = "5672";

interface Options {
  readonly port: number;
  readonly dataDir?: string;
  readonly entities: string;
  readonly repair?: true;
  readonly stopWithParent?: true;
}

const parsePort = (text: string): number => {
  const port = Number(text);
  if (text !== "" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`The port (--port, SERVICE_BUS_PORT) must be a number from 0 to 65535, got "${text}".`);
};

const command = new Command("servicebus-local")
  .description("A Service Bus broker for this machine: speaks AMQP 1.0 on 127.0.0.1 to the Azure client libraries.")
  .addOption(
    new Option("--port <n>", "TCP port, 0 takes a free one")
      .env("SERVICE_BUS_PORT")
      .default(DEFAULT_PORT)
      .argParser(parsePort),
  )
  .option("--data-dir <dir>", "keeps messages in <dir>/servicebus over a restart; in memory without")
  .option("--entities <file>", "queues and topics", "service-bus.json")
  .option("--repair", "keeps every readable record of a damaged journal, and the journal as it was; then ends")
  .option("--stop-with-parent", "stops when standard input closes")
  .addHelpText(
    "after",
    "\nPrints one JSON line when ready. Exit codes: 0 stopped, 1 failed, 2 wrong use or not able to start.",
  )
  .allowExcessArguments(false)
  .exitOverride();

const repair = (dataDir: string | undefined): void => {
  if (dataDir === undefined) throw new UsageError("--repair needs --data-dir DIR.");
  const { records, lostBytes, damagedFile } = repairJournal(join(dataDir, "servicebus"));
  console.log(
    damagedFile === undefined
      ? `Nothing to repair: ${records} records, all readable.`
      : `Kept ${records} records; ${lostBytes} bytes could not be read. The journal as it was: ${damagedFile}`,
  );
};

const run = async (): Promise<void> => {
  const { port, dataDir, entities, repair: isRepair, stopWithParent } = command.parse().opts<Options>();
  if (isRepair) return repair(dataDir);
  const broker = await startBroker({ port: Number(port), dataDir, entities: loadEntities(entities) });

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await broker.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
  if (stopWithParent) process.stdin.resume().on("close", () => void stop());
  console.log(JSON.stringify({ event: "ready", serviceBus: broker.connectionString }));
};

const explain = (error: unknown): string => {
  const { code, port } = error as { code?: string; port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} is in use. Stop what uses it, or set SERVICE_BUS_PORT (or --port) to another, 0 for a free one.`;
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} may not be used by this account. Set SERVICE_BUS_PORT (or --port) to another, 0 for a free one.`;
  if (error instanceof FileLockError)
    return `Another broker (process ${error.holder}) uses this data directory. Stop it, or set DATA_DIR to another directory.`;
  const isExpected = [UsageError, EntitiesError, JournalDamaged].some((type) => error instanceof type);
  return isExpected || !(error instanceof Error) ? `${(error as Error).message}` : `${error.stack}`;
};

run().catch((error: unknown) => {
  // Commander has said it.
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  console.error(explain(error));
  process.exit(2);
});
