import { styleText } from "node:util";
import { Command } from "commander";
import { runChecks } from "./stack/checks.ts";
import { exitForWrongUse } from "./stack/exit-for-wrong-use.ts";
import { runCommand } from "./stack/run-command.ts";

const MARKS = {
  fine: styleText("green", "ok"),
  note: styleText("yellow", "--"),
  wrong: styleText("red", "!!"),
} as const;

new Command("npm run doctor")
  .description("Checks Node, ports, settings, and whether the services that settings name can be reached.")
  .addHelpText(
    "after",
    "\nExit code 1 when something is wrong, marked !!. A taken port alone is a note: it may be the running stack.",
  )
  .exitOverride(exitForWrongUse)
  .parse();

await runCommand(async () => {
  const checks = await runChecks();
  const widest = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, state, text } of checks) console.log(`${MARKS[state]}  ${name.padEnd(widest)}  ${text}`);
  return checks.some(({ state }) => state === "wrong") ? 1 : 0;
});
