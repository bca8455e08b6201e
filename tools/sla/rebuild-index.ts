import type { Command } from "commander";
import { systemRandom } from "../../src/adapters/system/system-clock.ts";
import { makeRebuildIndex } from "../../src/core/verbs/rebuild-index.ts";
import { openLedger } from "./open-ledger.ts";

/** Adds `rebuild-index`: makes lists and counts say what the reviews say, in the ledger that `TABLES` names (default: the local stack's). */
export const addRebuildIndexCommand = (program: Command): void => {
  program
    .command("rebuild-index")
    .description(
      "writes the index of all reviews anew from the reviews, while the app runs; once after an update from an earlier build",
    )
    .option("--json", "one line of JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const rebuilt = await makeRebuildIndex({ store: openLedger(), random: systemRandom })();
      const { reviews, removed, miscounted, lost } = rebuilt;
      process.stdout.write(
        json
          ? `${JSON.stringify(rebuilt)}\n`
          : `${reviews} reviews written anew, ${removed} rows removed that led to nothing, the tally was off by ${miscounted}, ${lost} reviews would not have been purged.\n`,
      );
    });
};
