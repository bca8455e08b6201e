import { join } from "node:path";
import { parseArgs } from "node:util";
import { FileLockError } from "../lock/file-lock.ts";
import { EntitiesError, loadEntities } from "./entities.ts";
import { JournalDamaged } from "./journal/journal-damaged.ts";
import { repairJournal } from "./journal/repair-journal.ts";
import { startBroker } from "./start-broker.ts";

const USAGE = `A Service Bus broker for this machine: speaks AMQP 1.0 on 127.0.0.1 to the Azure client libraries.

Usage: node local/servicebus/main.ts [options]

  --port N              TCP port, 0 takes a free one   (SERVICE_BUS_PORT, default 5672)
  --data-dir DIR        keeps messages in DIR/servicebus over a restart   (default: in memory)
  --entities FILE       queues and topics   (default: infra/service-bus.json)
  --repair              keeps every readable record of a damaged journal, and the journal as it was; then ends
  --stop-with-parent    stops when standard input closes
  --help                shows this text

Prints one JSON line when ready. Exit codes: 0 stopped, 1 failed, 2 wrong use or not able to start.`;

const DEFAULT_ENTITIES = join(import.meta.dirname, "../../infra/service-bus.json");

class UsageError extends Error {}

const parsePort = (text: string): number => {
  const port = Number(text);
  if (text !== "" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`The port (--port, SERVICE_BUS_PORT) must be a number from 0 to 65535, got "${text}".`);
};

const parseCommand = () => {
  try {
    return parseArgs({
      options: {
        port: { type: "string" },
        "data-dir": { type: "string" },
        entities: { type: "string", default: DEFAULT_ENTITIES },
        repair: { type: "boolean", default: false },
        "stop-with-parent": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
};

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
  const command = parseCommand();
  if (command.help) return console.log(USAGE);
  if (command.repair) return repair(command["data-dir"]);
  const port = parsePort(command.port ?? process.env["SERVICE_BUS_PORT"] ?? "5672");
  const broker = await startBroker({ port, dataDir: command["data-dir"], entities: loadEntities(command.entities) });

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await broker.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
  if (command["stop-with-parent"]) process.stdin.resume().on("close", () => void stop());
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
  console.error(explain(error));
  process.exit(2);
});
