import { Command, Option } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { runCommand } from "../local/stack/run-command.ts";
import { localServiceBus, localTables, readStackSettings } from "../local/stack/settings.ts";
import { WrongUse } from "../local/stack/wrong-use.ts";
import { makeServiceBusClient, makeTableClients } from "../src/adapters/clients.ts";
import { ServiceBusAsideMessages } from "../src/adapters/service-bus/service-bus-aside-messages.ts";
import { systemClock, systemRandom } from "../src/adapters/system/system-clock.ts";
import { TableEntityStore } from "../src/adapters/table-storage/table-entity-store.ts";
import type { Connection } from "../src/config/load-config.ts";
import { QUEUES } from "../src/config/queues.ts";
import { makeCommit } from "../src/core/ledger/commit.ts";
import type { RejectedItem } from "../src/core/ledger/rejected-items.ts";
import { makeReplayRecords } from "../src/core/ledger/replay-records.ts";
import { makeListRejected } from "../src/core/verbs/list-rejected.ts";
import { makeNoteReplay } from "../src/core/verbs/note-replay.ts";
import { makeReplayRejected } from "../src/core/verbs/replay-rejected.ts";
import { toRejectedAnswer } from "../src/http/rejected-answer.ts";
import { describeItem } from "./replay/describe-item.ts";
import { editBody } from "./replay/edit-body.ts";

interface Options {
  readonly queue?: string;
  readonly id?: readonly string[];
  readonly dryRun?: boolean;
  readonly edit?: boolean;
  readonly json?: boolean;
}

const options = new Command("npm run replay --")
  .description(
    "Replays what was put aside or dead-lettered, as the settings SERVICE_BUS and TABLES say (default: the local stack).\n" +
      "Ends with 0 when nothing is left, 1 when something is, 2 for wrong use.",
  )
  .addOption(new Option("--queue <name>", "only what came from this queue").choices(Object.values(QUEUES)))
  .option("--id <id...>", "only these messages")
  .option("--dry-run", "list them, and replay nothing")
  .option("--edit", "open each body in $EDITOR first; one that is not changed is left where it is")
  .option("--json", "print what was found, and what became of it, as JSON")
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<Options>();

const toConnection = (text: string): Connection =>
  /=/.test(text)
    ? { kind: "connectionString", value: text }
    : { kind: "identity", address: text, identity: { isManaged: false } };

const isWanted = ({ id, message }: RejectedItem): boolean =>
  (options.queue === undefined || [message.queue, message.origin].includes(options.queue)) &&
  (options.id === undefined || options.id.includes(id));

const shown = Number.POSITIVE_INFINITY;

await runCommand(async () => {
  if (options.edit && (options.dryRun || !process.env.EDITOR)) {
    throw new WrongUse([
      options.dryRun ? "--edit and --dry-run exclude each other" : "--edit needs the variable EDITOR",
    ]);
  }
  const settings = readStackSettings();
  const bus = makeServiceBusClient(toConnection(settings.given.serviceBus ?? localServiceBus(settings)));
  const store = new TableEntityStore(makeTableClients(toConnection(settings.given.tables ?? localTables(settings))));
  const asideMessages = new ServiceBusAsideMessages(bus);
  const replays = makeReplayRecords(store);
  const nobody = { send: async () => {}, schedule: async () => {} };
  const commit = makeCommit({
    store,
    queue: nobody,
    notices: { publish: async () => {} },
    random: systemRandom,
    clock: systemClock,
  });
  const noteReplay = makeNoteReplay({ store, commit });
  const deps = { asideMessages, replays, noteReplay, clock: systemClock, random: systemRandom };
  const replayRejected = makeReplayRejected(deps);

  const { items, more } = await makeListRejected({ asideMessages, replays })();
  const wanted = items.filter(isWanted);
  const results: object[] = [];
  let left = (options.id ?? []).filter((id) => !wanted.some((item) => item.id === id)).length;
  for (const id of options.id ?? []) {
    if (!wanted.some((item) => item.id === id)) console.error(`${id}: is not put aside, or was replayed before`);
  }
  for (const item of wanted) {
    const answer = toRejectedAnswer(item, shown);
    if (!options.json) console.log(describeItem(item));
    const outcome = options.dryRun ? undefined : await replayOne(item, replayRejected);
    if (outcome?.messageId === undefined) left += 1;
    results.push({ ...answer, ...outcome });
    if (!options.json && outcome !== undefined) console.log(`    ${outcome.text}`);
  }
  if (options.json) console.log(JSON.stringify(results));
  else if (wanted.length === 0 && options.id === undefined) console.log("Nothing is put aside.");
  if (more) console.error("There are more; run this again.");
  await bus.close().catch(() => undefined);
  return left > 0 || more ? 1 : 0;
});

async function replayOne(
  { id, message }: RejectedItem,
  replay: ReturnType<typeof makeReplayRejected>,
): Promise<{ readonly text: string; readonly messageId?: string }> {
  const body = options.edit ? await editBody(message.body) : undefined;
  if (options.edit && body === undefined) return { text: "left as it is: it was not changed" };
  try {
    const { queue, messageId } = await replay(id, "npm run replay", body);
    return { text: `replayed to ${queue} as ${messageId}`, messageId };
  } catch (error) {
    return { text: `not replayed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
