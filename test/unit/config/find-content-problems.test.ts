import { findSettingProblems } from "../../../local/stack/app-settings.ts";
import { readStackSettings } from "../../../local/stack/settings.ts";
import { findContentProblems } from "../../../src/config/find-content-problems.ts";

describe("findContentProblems", () => {
  it("names a calendar that is not installed and folders that are not there, and shows no value", () => {
    const settings = { SLA_CALENDAR: "QQ", ARTICLES_DIR: "/nowhere/a", TEMPLATES_DIR: import.meta.filename };
    expect(findContentProblems(settings, ["GB", "US"])).toEqual([
      "SLA_CALENDAR: must be one of GB, US",
      "ARTICLES_DIR: must be a folder that can be read",
      "TEMPLATES_DIR: must be a folder that can be read",
    ]);
  });

  it("is content with what is there, and with what is not set", () => {
    expect(findContentProblems({ SLA_CALENDAR: "US", ARTICLES_DIR: import.meta.dirname }, ["US"])).toEqual([]);
    expect(findContentProblems({ ARTICLES_DIR: "" }, ["US"])).toEqual([]);
  });
});

describe("findSettingProblems", () => {
  it("names every bad setting, each once, before anything is started", () => {
    const given = { SLA_CALENDAR: "QQ", ARTICLES_DIR: "/nowhere/a", UNKNOWN_MAIL: "perhaps" };
    const names = (env: Record<string, string>) =>
      findSettingProblems(readStackSettings(env, {})).map((problem) => problem.split(":")[0]);
    expect(names(given)).toEqual(["UNKNOWN_MAIL", "SLA_CALENDAR", "ARTICLES_DIR"]);
    expect(names({ SLA_CALENDAR: "x y" })).toEqual(["SLA_CALENDAR"]);
    expect(names({})).toEqual([]);
  });
});
