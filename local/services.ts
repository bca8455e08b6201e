import { Command } from "commander";
import { exitForWrongUse } from "./stack/exit-for-wrong-use.ts";
import { runCommand } from "./stack/run-command.ts";
import { runStack } from "./stack/run-stack.ts";

const command = new Command("npm run services --")
  .description("Starts the local Service Bus broker, Table Storage and inbox, without the functions host.")
  .option("--json", "print one line of JSON on stdout once everything runs")
  .option("--show-secrets", "print the password in SMTP_URL, which is masked otherwise")
  .addHelpText(
    "after",
    `
Settings (environment, then local.settings.json):
  SERVICE_BUS_PORT=5672  TABLES_PORT=10002  SMTP_PORT=1025  INBOX_PORT=1080  0 picks a free port
  DATA_DIR=.local        where messages, tables and mails are kept
  SERVICE_BUS, TABLES, SMTP_URL   a service to use instead of the local piece`,
  )
  .exitOverride(exitForWrongUse)
  .parse();

const { json, showSecrets } = command.opts<{ json?: boolean; showSecrets?: boolean }>();
await runCommand(() => runStack({ withHost: false, json: json === true, showSecrets: showSecrets === true }));
