import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { readSettingFacts } from "./settings/read-setting-facts.ts";
import { renderBicepType } from "./settings/render-bicep-type.ts";
import { renderReadme } from "./settings/render-readme.ts";
import { renderSampleFile } from "./settings/render-sample-file.ts";

const ROOT = join(import.meta.dirname, "..");

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const readOrNothing = (path: string): string => {
  try {
    return read(path);
  } catch {
    return "";
  }
};

/** Every file that is made from the schema of settings, as it should be now. */
const renderFiles = (): ReadonlyMap<string, string> => {
  const facts = readSettingFacts(read("src/config/settings-schema.ts"));
  return new Map([
    ["README.md", renderReadme(read("README.md"), facts)],
    ["local.settings.sample.json", renderSampleFile(facts)],
    ["infra/settings.bicep", renderBicepType(facts)],
  ]);
};

const write = (): number => {
  for (const [path, text] of renderFiles()) {
    if (readOrNothing(path) === text) continue;
    writeFileSync(join(ROOT, path), text);
    console.log(`wrote ${path}`);
  }
  return 0;
};

const check = (): number => {
  const stale = [...renderFiles()].filter(([path, text]) => readOrNothing(path) !== text).map(([path]) => path);
  for (const path of stale)
    console.error(`${path} does not match src/config/settings-schema.ts: run \`npm run settings\`.`);
  return stale.length === 0 ? 0 : 1;
};

const run = (work: () => number) => (): void => {
  try {
    process.exitCode = work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
};

const command = new Command("npm run settings --")
  .description(
    "Writes what is made from the schema of settings: the table in README.md, local.settings.sample.json and infra/settings.bicep.",
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
command.command("write", { isDefault: true }).description("writes them (the default)").action(run(write));
command.command("check").description("only says which do not match; exit code 1 when one does not").action(run(check));
command.parse();
