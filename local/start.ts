import { Command, Option } from "commander";
import { buildApp } from "./stack/build-app.ts";
import { exitForWrongUse } from "./stack/exit-for-wrong-use.ts";
import { runCommand } from "./stack/run-command.ts";
import { logLine, runStack } from "./stack/run-stack.ts";
import type { Stack } from "./stack/start-stack.ts";
import { watchSources } from "./stack/watch-sources.ts";

const command = new Command("npm start --")
  .description(
    "Starts the whole local stack: Service Bus broker, Table Storage, inbox and the functions host with this app.",
  )
  .option("--json", "print one line of JSON on stdout once queues are being read")
  .option("--show-secrets", "print the password in SMTP_URL, which is masked otherwise")
  .option("--watch", "build again and restart the host when a source, template, article or policy changes")
  .addOption(new Option("--mail <way>", "how mail leaves the app").choices(["smtp", "acs"]))
  .addHelpText(
    "after",
    `
Settings (environment, then local.settings.json):
  HTTP_PORT=7071  SERVICE_BUS_PORT=5672  TABLES_PORT=10002  SMTP_PORT=1025  INBOX_PORT=1080  0 picks a free port
  DATA_DIR=.local  where messages, tables and mails are kept
  SERVICE_BUS, TABLES, SMTP_URL   a service to use instead of the local piece`,
  )
  .exitOverride(exitForWrongUse)
  .parse();
const { json, showSecrets, watch, mail } = command.opts<{
  json?: boolean;
  showSecrets?: boolean;
  watch?: boolean;
  mail?: "smtp" | "acs";
}>();

const listSome = (paths: readonly string[]): string =>
  paths.length <= 3 ? paths.join(", ") : `${paths.slice(0, 3).join(", ")} and ${paths.length - 3} more`;

const rebuildOnChange = (stack: Stack): { stop(): void } =>
  watchSources(async (paths) => {
    logLine(`changed: ${listSome(paths)}`);
    try {
      await buildApp(logLine);
    } catch {
      return logLine("the host goes on with the last good build");
    }
    await stack.restartHost();
    logLine("the host runs the new build");
  });

await runCommand(() =>
  runStack({
    withHost: true,
    mail,
    json: json === true,
    showSecrets: showSecrets === true,
    prepareHost: () => buildApp(logLine),
    ...(watch ? { whenReady: rebuildOnChange } : {}),
  }),
);
