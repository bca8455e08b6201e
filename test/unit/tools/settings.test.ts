import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readSettingFacts } from "../../../tools/settings/read-setting-facts.ts";
import { renderBicepType } from "../../../tools/settings/render-bicep-type.ts";
import { renderReadme } from "../../../tools/settings/render-readme.ts";
import { renderSampleFile } from "../../../tools/settings/render-sample-file.ts";

const read = (path: string): string => readFileSync(resolve(__dirname, "../../..", path), "utf8");
const schema = read("src/config/settings-schema.ts");
const facts = readSettingFacts(schema);
/** As if somebody had added a setting to the schema and nowhere else. */
const further = { name: "NEW_SETTING", meaning: "It is new.", defaultText: "1", isDefaultInWords: false };

describe("readSettingFacts", () => {
  it("takes meaning and default from the schema and its comments", () => {
    expect(facts.find(({ name }) => name === "UNKNOWN_MAIL")).toEqual({
      name: "UNKNOWN_MAIL",
      meaning: "What to do when nobody can tell whether a mail was sent.",
      defaultText: "resend",
      isDefaultInWords: false,
      choices: ["resend", "hold"],
    });
  });

  it("refuses a setting without a comment", () => {
    const bare = schema.replace("/** Folder of templates that replaces the app's own. */", "");
    expect(() => readSettingFacts(bare)).toThrow("TEMPLATES_DIR: a comment above it");
  });

  it("refuses a comment that names another default than the schema has", () => {
    const wrong = schema.replace("@default America/Los_Angeles", "@default Europe/Berlin");
    expect(() => readSettingFacts(wrong)).toThrow("SLA_TIME_ZONE: its comment names the default Europe/Berlin");
  });
});

describe("the files made from the schema", () => {
  it.each([
    ["README.md", (all: typeof facts) => renderReadme(read("README.md"), all)],
    ["local.settings.sample.json", renderSampleFile],
    ["infra/settings.bicep", renderBicepType],
  ])("%s is as it would be made, and would not be with one setting more", (path, render) => {
    expect(read(path)).toBe(render(facts));
    expect(render([...facts, further])).not.toBe(read(path));
  });
});
