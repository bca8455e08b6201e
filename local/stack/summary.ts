import { relative } from "node:path";
import { describeAddress } from "./describe-address.ts";
import { DEFAULT_PORTS } from "./settings.ts";
import type { ReadyLine } from "./start-stack.ts";

// The local broker's string holds no secret; any other is not repeated.
const isLocal = (serviceBus: string | null): boolean => serviceBus?.includes("UseDevelopmentEmulator=true") === true;

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
  // `npm run send` finds a broker at the default port by itself.
  const send = line.serviceBus?.includes(`:${DEFAULT_PORTS.SERVICE_BUS_PORT};`)
    ? ""
    : `SERVICE_BUS='${line.serviceBus ?? ""}' `;
  const next = isLocal(line.serviceBus)
    ? `\n  ${send}npm run send -- samples/02-virtual-machine-failed-again.json`
    : "";
  return `\n${title}\n\n${table}\n${next}\n  Ctrl-C ends everything.\n`;
};
