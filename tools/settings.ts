import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runMadeFiles } from "./made-files.ts";
import { readSettingFacts } from "./settings/read-setting-facts.ts";
import { renderBicepType } from "./settings/render-bicep-type.ts";
import { renderReadme } from "./settings/render-readme.ts";
import { renderSampleFile } from "./settings/render-sample-file.ts";

const ROOT = join(import.meta.dirname, "..");

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Every file that is made from the schema of settings, as it should be now. */
const renderFiles = (): ReadonlyMap<string, string> => {
  const facts = readSettingFacts(read("src/config/settings-schema.ts"));
  return new Map([
    ["README.md", renderReadme(read("README.md"), facts)],
    ["local.settings.sample.json", renderSampleFile(facts)],
    ["infra/settings.bicep", renderBicepType(facts)],
  ]);
};

runMadeFiles({
  name: "settings",
  description:
    "Writes what is made from the schema of settings: the table in README.md, local.settings.sample.json and infra/settings.bicep.",
  source: "src/config/settings-schema.ts",
  root: ROOT,
  render: renderFiles,
});
