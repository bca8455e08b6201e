import { wordUseProblems } from "../../../tools/templates/word-use-problems.ts";

const english = {
  layout: { title: "t", foot: "f" },
  slaDigestLayout: { offer: "o" },
  failed: { tag: "t", what: "w", whatNamed: "n" },
};

const find = (code: string, templates: Readonly<Record<string, string>>): readonly string[] =>
  wordUseProblems(
    english,
    "locales/en.json",
    [{ file: "src/a.ts", text: code }],
    Object.entries(templates).map(([file, text]) => ({ file, text })),
  ).map(({ file, key, problem }) => `${file} ${key} ${problem}`);

const CODE = 'say("failed.tag"); const keys = { plain: "failed.what", named: "failed.whatNamed" };';
const TEMPLATES = {
  "certification-result/text.hbs": "{{words.title}}",
  "partials/closing.hbs": "{{#if x}}{{../words.foot}}{{/if}}",
  "sla-digest/text.hbs": "{{words.offer}}",
};

describe("wordUseProblems", () => {
  it("finds nothing where every word is named and every name is a word", () => {
    expect(find(CODE, TEMPLATES)).toEqual([]);
  });

  it("names each word that neither code nor its own templates name", () => {
    const otherWay = { ...TEMPLATES, "sla-digest/text.hbs": "offer", "partials/closing.hbs": "words.foot" };
    expect(find('say("failed.tag"); say("failed.what"); // whatNamed', otherWay)).toEqual([
      "locales/en.json layout.foot is named by no code and no template",
      "locales/en.json slaDigestLayout.offer is named by no code and no template",
      "locales/en.json failed.whatNamed is named by no code and no template",
    ]);
  });

  it("names file and key where code or a template names a word that is not there", () => {
    const code = `${CODE} say("failed.gone"); say(\n "nowhere.gone"); const key = "layout.gone"; import "other.ts";`;
    const templates = { ...TEMPLATES, "sla-digest/html.hbs": "{{words.offer}} {{#if words.title}}x{{/if}}" };
    expect(find(code, templates)).toEqual([
      "src/a.ts failed.gone is not in locales/en.json",
      "src/a.ts nowhere.gone is not in locales/en.json",
      "src/a.ts layout.gone is not in locales/en.json",
      "sla-digest/html.hbs slaDigestLayout.title is not in locales/en.json",
    ]);
  });
});
