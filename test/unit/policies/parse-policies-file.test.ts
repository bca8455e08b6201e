import { parsePoliciesFile } from "../../../src/core/policies/parse-policies-file.ts";

const file = {
  page: "https://policies.example/page",
  sources: { page: { note: 'A "quoted" note', date: "2026-11-21" } },
  sections: [{ id: "100", title: "General", offerTypes: "all" }],
  renumbered: [{ from: "90", to: "100", keepsNumbers: true }],
  policies: [
    { id: "100.1", title: "Value", source: "page" },
    { id: "100.2", title: "Discoverability", source: "page" },
  ],
};
const valid = { ...file, renumbered: [{ from: "900", to: "100", keepsNumbers: true }] };
const textOf = (value: unknown) => JSON.stringify(value, null, 2);
const placesOf = (text: string) =>
  parsePoliciesFile("policies.json", text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe("parsePoliciesFile", () => {
  it("reads a valid file", () => {
    const { policies, problems } = parsePoliciesFile("policies.json", textOf(valid));
    expect(problems).toEqual([]);
    expect(policies?.policies.map(({ id }) => id)).toEqual(["100.1", "100.2"]);
  });

  it.each([
    ['{\n  "page": nope\n}', 2, 11],
    ['{\n  "page": "x",\n}', 3, 1],
    ['{\n  "page": "x"\n  "sources": {}\n}', 3, 3],
    ['{"a": [1 2]}', 1, 10],
    ['{"a": [1, 2}', 1, 12],
    ['{"a" 1}', 1, 6],
    ['{"a": "b\\x"}', 1, 7],
    ['{"a": 1} x', 1, 10],
    ['{"a": 1}, 2', 1, 9],
    ['{"a": [1,', 1, 10],
    ["", 1, 1],
  ])("names the place of the syntax error in %j", (text, line, column) => {
    const [problem] = parsePoliciesFile("policies.json", text).problems;
    expect(problem).toEqual({ file: "policies.json", line, column, message: expect.stringContaining("Not JSON") });
  });

  it("names the place of a field that is wrong", () => {
    expect(placesOf(textOf(file))).toEqual([
      "18:15 renumbered.0.from: not a policy id in its plain form, such as 100.1.1",
    ]);
  });

  it("shows a missing field at its object", () => {
    const text = textOf({ ...valid, policies: [valid.policies[0], { id: "100.2" }] });
    const line = text.slice(0, text.indexOf('"100.2"')).split("\n").length - 1;
    expect(placesOf(text)).toEqual([expect.stringMatching(new RegExp(`^${line}:5 policies\\.1\\.source: `))]);
  });

  it.each([
    [
      "an id that is listed twice",
      { ...valid, policies: [valid.policies[0], valid.policies[0]] },
      "100.1 is listed twice",
    ],
    [
      "a policy without its section",
      { ...valid, policies: [{ id: "300.1", source: "page" }] },
      "300.1 belongs to no listed section",
    ],
    ["an unknown source", { ...valid, policies: [{ id: "100.1", source: "x" }] }, "x is not one of the sources"],
    [
      "an unknown target",
      { ...valid, renumbered: [{ from: "900", to: "910", keepsNumbers: true }] },
      "910 is not a listed policy",
    ],
    ["a page that is not https", { ...valid, page: "http://policies.example" }, "page: "],
    ["an unknown field", { ...valid, extra: 1 }, "extra"],
    ["something else", [], "The file: "],
  ])("refuses %s", (_, value, message) => {
    expect(placesOf(textOf(value))).toEqual([expect.stringContaining(message)]);
  });
});
