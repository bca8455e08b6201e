import { join } from "node:path";
import { loadCalendars } from "../../src/adapters/calendars/load-calendars.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { hasCode, type NotifierError } from "../../src/core/errors.ts";
import { hostEnv } from "./pieces.ts";
import { localServiceBus, PROJECT_ROOT, type StackSettings } from "./settings.ts";

/** Every bad setting of the app by name and rule, as it would be with the local pieces running. */
export const findSettingProblems = (settings: StackSettings, mail?: "smtp" | "acs"): readonly string[] => {
  const standIns = {
    serviceBus: localServiceBus(settings),
    tables: "UseDevelopmentStorage=true",
    smtp: "smtp://127.0.0.1:1025",
    ...(mail === "acs" ? { acs: "endpoint=http://127.0.0.1:1/;accesskey=bG9jYWw=" } : {}),
  };
  const { codes } = loadCalendars(join(PROJECT_ROOT, "calendars"));
  try {
    loadConfig(hostEnv(settings, standIns), codes);
    return [];
  } catch (error) {
    if (hasCode(error, "CONFIG_INVALID")) return (error as NotifierError).problems;
    throw error;
  }
};
