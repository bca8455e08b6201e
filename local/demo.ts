import { Command } from "commander";
import { runDemo } from "./demo/run-demo.ts";
import { exitForWrongUse } from "./stack/exit-for-wrong-use.ts";
import { runCommand } from "./stack/run-command.ts";

const command = new Command("npm run demo --")
  .description(
    "Starts the local stack in a fresh folder on free ports, publishes the sample events, and shows which mails and alerts come of them.",
  )
  .option("--exit", "end when everything was seen; exit code 1 when something is missing")
  .option("--package", "run the app as it is deployed: the folder that `npm run package` writes, and nothing else")
  .addHelpText(
    "after",
    `
Settings (environment only): HTTP_PORT, SERVICE_BUS_PORT, TABLES_PORT, SMTP_PORT, INBOX_PORT (default 0, a free one),
  DATA_DIR (default: a temporary folder, removed at the end), SERVICE_BUS, TABLES.`,
  )
  .exitOverride(exitForWrongUse)
  .parse();

const { exit = false, package: usePackage = false } = command.opts<{ exit?: boolean; package?: boolean }>();
await runCommand(() => runDemo({ exit, usePackage }));
