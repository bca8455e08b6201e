import { parseGuidance } from "../../../src/core/policies/parse-guidance.ts";
import { fc } from "../../helpers/fast-check.ts";

const good = `---
policy: "100.10"
title: Inappropriate content
source: [https://learn.microsoft.com/legal/marketplace/certification-policies]
---

## What it means

One sentence
over *two* lines.

## How to check

- Look [here](https://example.com/a).
- Look there.

## How to fix

1. Change it.
`;
const parse = (text: string) => parseGuidance("100.10.md", text);
const firstProblem = (text: string) => {
  const [problem] = parse(text).problems;
  return problem && `${problem.line}:${problem.column} ${problem.message}`;
};

describe("parseGuidance", () => {
  it("keeps inline Markdown, one line each", () => {
    expect(parse(good)).toEqual({
      guidance: {
        policyId: "100.10",
        meaning: "One sentence over *two* lines.",
        checks: ["Look [here](https://example.com/a).", "Look there."],
        fixes: ["Change it."],
      },
      title: "Inappropriate content",
      problems: [],
    });
  });

  it("reads files with Windows line ends alike", () => {
    expect(parse(good.replaceAll("\n", "\r\n"))).toEqual(parse(good));
  });

  it.each([
    ["no header", "## What it means\n", "1:1 The file does not start with a header between two lines of three dashes."],
    ["an open header", '---\npolicy: "100"\n', "1:1 The header is never closed."],
    ["a header that is not YAML", good.replace("title:", "title: [x"), "1:1 The header is not YAML"],
    ["a policy id that YAML takes for a number", good.replace('"100.10"', "100.10"), "1:1 The header needs policy"],
    ["no title", good.replace(/title: .*/, ""), "1:1 The header needs a title."],
    ["no source", good.replace(/source: .*/, ""), "1:1 The header needs source"],
    ["a source that is no list", good.replace(/source: .*/, "source: x"), "1:1 The header needs source"],
    ["an empty list of sources", good.replace(/source: .*/, "source: []"), "1:1 The header needs source"],
    ["a source that is not https", good.replace("https://learn", "http://learn"), '1:1 The source "http://learn'],
    ["a source elsewhere", good.replace("learn.microsoft.com", "learn.example"), "is not an https address on learn."],
    ["an unknown heading", good.replace("## How to fix", "## How to mend"), '17:1 Unknown heading "How to mend"'],
    [
      "a heading of another level",
      good.replace("## How to fix", "### How to fix"),
      '17:1 Unknown heading "How to fix"',
    ],
    ["a missing section", good.slice(0, good.indexOf("## How to fix")), '17:1 The section "## How to fix" is missing.'],
    [
      "text before the headings",
      good.replace("## What it means", "Hello\n\n## What it means"),
      "7:1 Text before the first heading.",
    ],
    ["prose where a list belongs", good.replace("1. Change it.", "Change it."), '19:1 "## How to fix" takes one list.'],
    ["a second paragraph", good.replace("lines.", "lines.\n\nMore."), '12:1 "## What it means" takes one paragraph'],
    [
      "a nested list",
      good.replace("- Look there.", "- Look there.\n  - Deeper."),
      "15:1 A list item holds one paragraph",
    ],
    ["HTML", good.replace("Look there.", "Look <b>there</b>."), "15:8 HTML is not allowed."],
    [
      "a link that is not https",
      good.replace("https://ex", "http://ex"),
      "14:8 The link http://example.com/a is not https.",
    ],
  ])("names the place of %s", (_, text, problem) => {
    expect(firstProblem(text)).toContain(problem);
    expect(parse(text).guidance).toBeUndefined();
  });

  it.each([
    ["a text of book length", good.replace("Look there.", "Look there. ".repeat(2000)), "at most 16000 characters"],
    ["quotes in quotes in quotes", good.replace("Look there.", `${">".repeat(5000)} x`), "nested more than"],
  ])("gives %s to no parser", (_, text, message) => {
    expect(firstProblem(text)).toContain(message);
  });

  it("never runs code of a header in another language", () => {
    const text = good.replace("---\n", "---js\n").replace('policy: "100.10"', "globalThis.guidanceRan = true");
    expect(firstProblem(text)).toContain("does not start with a header");
    expect("guidanceRan" in globalThis).toBe(false);
  });

  it("makes a problem of any text that is no guidance, and never throws", () => {
    const piece = fc.constantFrom(
      "---\n",
      "\n",
      "## How to fix\n",
      "- a\n",
      "policy: ",
      '"1',
      "{{x}}",
      "<b>",
      "\ufeff",
      "[a](b)",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          const { guidance, problems } = parse(text);
          expect(guidance === undefined).toBe(problems.length > 0);
        },
      ),
    );
  });
});
