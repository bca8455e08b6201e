import { Command, InvalidArgumentError } from "commander";
import { exitForWrongUse } from "../../local/stack/exit-for-wrong-use.ts";
import { DRILLS } from "./drills.ts";
import { type DrillResult, runDrill } from "./run-drill.ts";

const readCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("Expected a whole number above 0.");
  return count;
};

const names = Object.keys(DRILLS);
const list = Object.entries(DRILLS).map(([name, { about }]) => `  ${name.padEnd(20)}  ${about}`);

const program = new Command("npm run drills --")
  .description(
    "Takes pieces of the local stack away while failures wait or arrive, brings them back, and counts every mail. A line every ten seconds on stderr, the figures on stdout. Exit code 1 when a mail is lost, comes twice with no word of it in its row, or is dead-lettered; when a message burns deliveries; or when an announcement is early, late or doubled, or health calls a sweep old that is not.",
  )
  .argument("[drills...]", "which; all when none is named", names)
  .option("--seconds <n>", "how long the outage lasts", readCount, 60)
  .option("--events <n>", "failures that wait", readCount, 200)
  .addHelpText("after", `\nDrills:\n${list.join("\n")}`)
  .exitOverride(exitForWrongUse)
  .action(async (wanted: readonly string[], options: { readonly seconds: number; readonly events: number }) => {
    const unknown = wanted.filter((name) => DRILLS[name] === undefined);
    if (unknown.length > 0) program.error(`There is no drill ${unknown.join(", ")}; there are ${names.join(", ")}.`);
    const results: DrillResult[] = [];
    for (const [name, drill] of Object.entries(DRILLS).filter(([name]) => wanted.includes(name))) {
      const result = await runDrill(name, drill, options);
      results.push(result);
      console.log(JSON.stringify({ ...result.figures, faults: result.faults }));
    }
    console.table(results.map(({ figures }) => figures));
    for (const { figures, faults } of results) for (const fault of faults) console.log(`${figures["drill"]}: ${fault}`);
    if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  });

await program.parseAsync();
