import { text } from "node:stream/consumers";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { runCommand } from "../local/stack/run-command.ts";
import { localServiceBus, localTables, readStackSettings } from "../local/stack/settings.ts";
import { WrongUse } from "../local/stack/wrong-use.ts";
import { makeServiceBusClient, makeTableClients } from "../src/adapters/clients.ts";
import { ServiceBusAsideMessages } from "../src/adapters/service-bus/service-bus-aside-messages.ts";
import { TableEntityStore } from "../src/adapters/table-storage/table-entity-store.ts";
import type { Connection } from "../src/config/load-config.ts";
import { bareAddress } from "../src/core/mailbox.ts";
import { type Erasure, makeErasePerson } from "../src/core/verbs/erase-person.ts";

interface Options {
  readonly address: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const options = new Command("npm run erase --")
  .description(
    "Removes a person's data from the ledger of TABLES (default: the local stack), and names what waits in queues of SERVICE_BUS.\n" +
      "Ends with 0 when nothing of them is left, 1 when something is, 2 for wrong use.",
  )
  .requiredOption("--address <address>", "whom to erase; - reads it from standard input, which no shell remembers")
  .option("--dry-run", "say what would be removed, and remove nothing")
  .option("--json", "print what was found as one line of JSON")
  .allowExcessArguments(false)
  // What was mistyped may be the address.
  .configureOutput({ outputError: (message, write) => write(message.replace(/[^\s']*@[^\s']*/g, "…")) })
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<Options>();

const toConnection = (value: string): Connection =>
  /=/.test(value)
    ? { kind: "connectionString", value }
    : { kind: "identity", address: value, identity: { isManaged: false } };

const PROGRESS_IN_MS = process.stderr.isTTY ? 200 : 5_000;

const showProgress = () => {
  let shownAt = performance.now();
  return (looked: number, found: number): void => {
    if (performance.now() - shownAt < PROGRESS_IN_MS) return;
    shownAt = performance.now();
    process.stderr.write(`${looked} rows looked at, ${found} found${process.stderr.isTTY ? "\r" : "\n"}`);
  };
};

const WORDS = {
  review: "reviews",
  event: "events",
  notification: "notifications",
  cancelled: "notifications that were on their way (cancelled)",
  mail: "mails",
  bouncedAddress: "marks of a bounced address",
  other: "other rows",
} as const;

const print = ({ rows, found, left, more }: Erasure): void => {
  console.log(`${options.dryRun ? "Would erase" : "Erased"}, of ${rows} rows looked at:`);
  for (const [what, words] of Object.entries(WORDS)) {
    console.log(`${String(found[what as keyof typeof WORDS]).padStart(7)} ${words}`);
  }
  for (const { id, queue, deadLetter, sequenceNumber } of left) {
    console.log(`Left: message ${id} (number ${sequenceNumber}) of ${queue}${deadLetter ? ", dead-lettered" : ""}.`);
  }
  if (left.length > 0)
    console.log("What waits in a queue cannot be changed there: replay it and run this again, or throw it away.");
  if (more) console.log("There are more messages in these queues than could be looked at.");
};

await runCommand(async () => {
  const given = options.address === "-" ? await text(process.stdin) : options.address;
  const address = bareAddress(given);
  if (address === "") throw new WrongUse(["--address: must be one e-mail address"]);
  const settings = readStackSettings();
  const bus = makeServiceBusClient(toConnection(settings.given.serviceBus ?? localServiceBus(settings)));
  const store = new TableEntityStore(makeTableClients(toConnection(settings.given.tables ?? localTables(settings))));
  const erasePerson = makeErasePerson({
    store,
    asideMessages: new ServiceBusAsideMessages(bus),
    onProgress: showProgress(),
  });
  const erasure = await erasePerson(address, { dryRun: options.dryRun === true });
  await bus.close().catch(() => undefined);
  if (options.json) console.log(JSON.stringify({ dryRun: options.dryRun === true, ...erasure }));
  else print(erasure);
  return erasure.left.length > 0 || erasure.more ? 1 : 0;
});
