import { parseArticle } from "../../../src/core/articles/parse-article.ts";
import { fc } from "../../helpers/fast-check.ts";
import { renderArticle } from "../../helpers/render-article.ts";
import { readSample, sampleText } from "./sample-article.ts";

const pieces = fc.constantFrom(
  "<properties",
  "/>",
  '"',
  "'",
  "=",
  "\n",
  "\r\n",
  "\t",
  " ",
  'selfHelpType="generic"',
  'offerTypes="SaaS"',
  'sla="3 days"',
  "ownershipId='PartnerCenter_Offer_Certification'",
  "# ",
  "## **Recommended Steps**\n",
  "## Recommended Documents\n",
  "1. ",
  "* ",
  "> ",
  "**",
  "[a](https://b.example)",
  "[a][b]",
  "[b]: c",
  "<!--",
  "-->",
  "---js",
  "`",
  "~~~",
  "**IMPORTANT**: ",
  "The review takes ",
  "up to ",
  "3 business days",
  "7-14 ",
  "additional ",
  "4 business week",
  "resubmission",
  ". ",
  "\0",
  "\ufeff",
  "&#0;",
  "&amp;",
);
const text = fc
  .array(fc.oneof({ weight: 3, arbitrary: pieces }, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 40 })
  .map((parts) => parts.join(""));

const word = fc.stringMatching(/^[A-Za-z0-9<>&"'{}#%_!.,:;()*`~|\\[\]-]{1,12}$/);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(" "));
const blocks = fc.array(words, { maxLength: 5 });

describe("parseArticle, whatever the text", () => {
  it("never throws, and gives every problem a place in the file", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((body) => sampleText(body)),
        ),
        (content) => {
          const parsed = parseArticle({ file: "any.md", content });
          if (parsed.kind === "skipped") return;
          const lines = content.split(/\r\n|\n|\r/);
          for (const { line, column, message } of parsed.problems) {
            expect(message).not.toContain("cannot be read:");
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
          }
          if (parsed.kind === "broken") expect(parsed.problems).toHaveLength(1);
        },
      ),
      { numRuns: 600 },
    );
  });

  it("never throws on bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const content = new Uint8Array([...new TextEncoder().encode(sampleText()), ...noise]);
        expect(["article", "broken"]).toContain(parseArticle({ file: "any.md", content }).kind);
      }),
      { numRuns: 300 },
    );
  });

  it("reads its own rendering as the same article", () => {
    fc.assert(
      fc.property(words, blocks, blocks, words, (title, steps, labels, note) => {
        const body = [
          `**IMPORTANT**: ${note}`,
          "",
          "## **Recommended Steps**",
          "",
          ...steps.map((step, index) => `${index + 1}. ${step}`),
          "",
          "## **Recommended Documents**",
          "",
          ...labels.map((label, index) => `* [${label}](https://learn.microsoft.com/${index})`),
        ].join("\n");
        const { article } = readSample(
          sampleText(body, [`pageTitle="${title.replaceAll('"', "'")}"`, 'offerTypes="teamsApp"']),
        );
        const again = readSample(renderArticle(article)).article;
        const { version: _first, links: _links, ...expected } = article;
        const { version: _second, links: _others, ...got } = again;
        expect(got).toEqual(expected);
        expect(renderArticle(again)).toBe(renderArticle(article));
      }),
      { numRuns: 200 },
    );
  });
});
