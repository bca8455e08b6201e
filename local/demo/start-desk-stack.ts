import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEventFile } from "../stack/event-file.ts";
import { publish } from "../stack/publish.ts";
import { PROJECT_ROOT, readStackSettings } from "../stack/settings.ts";
import { startStack } from "../stack/start-stack.ts";
import { toMessage } from "../stack/to-message.ts";
import { seedDesk } from "./seed-desk.ts";

/** A stack with a team's reviews in it, and the failures of the samples. */
export interface DeskStack {
  readonly http: string;
  readonly serviceBus: string;
  readonly inbox: string;
  stop(): Promise<void>;
}

const PORTS = { HTTP_PORT: "0", SERVICE_BUS_PORT: "0", TABLES_PORT: "0", SMTP_PORT: "0", INBOX_PORT: "0" };

const SAMPLES = [
  "01-virtual-machine-failed.json",
  "02-virtual-machine-failed-again.json",
  "07-hostile-text.json",
  "10-missing-fields.broken.json",
];

/** Starts the local stack on free ports with its data in a folder, and fills its desk. `build` makes the app before its host starts. */
export const startDeskStack = async (dataDir: string, build: () => Promise<void>): Promise<DeskStack> => {
  const settings = readStackSettings({ ...PORTS, DATA_DIR: dataDir, RESEND_COOLDOWN_MINUTES: "0" }, {});
  const log = (): void => {};
  const stack = await startStack(settings, { withHost: true, log, prepareHost: build });
  const { http, serviceBus, inbox, functionKey } = stack.readyLine;
  const reached = { http: http ?? "", serviceBus: serviceBus ?? "", inbox: inbox ?? "" };
  try {
    for (const file of SAMPLES) {
      const events = parseEventFile(readFileSync(join(PROJECT_ROOT, "samples", file), "utf8"), file);
      await publish(
        reached.serviceBus,
        events.map((event) => toMessage(event)),
      );
    }
    await seedDesk({ ...reached, functionKey: functionKey ?? "", masterKey: stack.masterKey ?? "" });
    return { ...reached, stop: stack.stop };
  } catch (error) {
    await stack.stop();
    throw error;
  }
};
