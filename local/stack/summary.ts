import { relative } from "node:path";
import { describeAddress } from "./describe-address.ts";
import type { ReadyLine } from "./start-stack.ts";

/** What a person wants to see once everything runs: where to look and what to do next. */
export const renderSummary = (line: ReadyLine, dataDir: string): string => {
  const address = (setting: string | null): string => (setting === null ? "not set" : describeAddress(setting));
  const rows = [
    ...(line.http === null
      ? []
      : [
          ["API", `${line.http}/api`],
          ["Key", `${line.functionKey ?? "none"}  (header x-functions-key)`],
        ]),
    ["Inbox", line.inbox ?? `none: mail goes to ${address(line.smtp)}`],
    ["SMTP", address(line.smtp)],
    ["Service Bus", address(line.serviceBus)],
    ["Tables", address(line.tables)],
    ["Data", relative(process.cwd(), dataDir) || "."],
  ];
  const title = line.http === null ? "Broker, tables and inbox are running." : "The certification notifier is running.";
  const table = rows.map(([name = "", value = ""]) => `  ${name.padEnd(12)} ${value}`).join("\n");
  return `\n${title}\n\n${table}\n\n  npm run send -- samples/02-virtual-machine-failed-again.json   publishes an event\n  Ctrl-C ends everything.\n`;
};
