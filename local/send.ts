import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { Command } from "commander";
import { parseEventFile } from "./stack/event-file.ts";
import { exitForWrongUse } from "./stack/exit-for-wrong-use.ts";
import { publish } from "./stack/publish.ts";
import { runCommand } from "./stack/run-command.ts";
import { localServiceBus, readStackSettings } from "./stack/settings.ts";
import { toMessage, toRawMessage } from "./stack/to-message.ts";
import { WrongUse } from "./stack/wrong-use.ts";

const command = new Command("npm run send --")
  .description(
    "Publishes certification events to the queue certification-results of SERVICE_BUS (default: the local stack).",
  )
  .argument("<file...>", "a JSON event, a JSON array of events, or one event a line; - reads stdin")
  .option("--binary", "CloudEvents binary mode: attributes as application properties, data as body")
  .option("--raw", "publish each file's bytes as they are, valid or not")
  .exitOverride(exitForWrongUse)
  .parse();
const { binary, raw } = command.opts<{ binary?: boolean; raw?: boolean }>();

const read = async (file: string): Promise<Buffer> => {
  if (file === "-") return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    throw new WrongUse([`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`], { cause: error });
  }
};

await runCommand(async () => {
  if (raw && binary) throw new WrongUse(["--raw and --binary exclude each other"]);
  const settings = readStackSettings();
  const serviceBus = settings.given.serviceBus ?? localServiceBus(settings);
  const files = await Promise.all(
    command.args.map(async (file) => ({ name: file === "-" ? "stdin" : file, bytes: await read(file) })),
  );
  const messages = files.flatMap(({ name, bytes }) =>
    raw
      ? [toRawMessage(bytes)]
      : parseEventFile(bytes.toString("utf8"), name).map((event) => toMessage(event, { binary: binary === true })),
  );
  if (messages.length > 0) await publish(serviceBus, messages);
  console.log(`${messages.length} ${messages.length === 1 ? "event" : "events"} sent`);
  return 0;
});
