import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEventFile } from "../stack/event-file.ts";
import { PROJECT_ROOT } from "../stack/settings.ts";
import { ALERT_RECIPIENT, EXPECTATIONS } from "./expectations.ts";
import { startTrack, type Track } from "./track.ts";

/** Every sample with what must become of it; alerts go to `alertRecipients` when a setting names them. */
export const loadSamples = (alertRecipients: string | undefined): readonly Track[] => {
  const team = alertRecipients
    ?.split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "") ?? [ALERT_RECIPIENT];
  return EXPECTATIONS.flatMap((expectation) => {
    const name = join("samples", expectation.file);
    const to = expectation.outcome === "announced" ? team : expectation.to;
    return parseEventFile(readFileSync(join(PROJECT_ROOT, name), "utf8"), name).map((event) =>
      startTrack({ ...expectation, to }, event),
    );
  });
};
