import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArticle } from "../../../src/core/articles/parse-article.ts";
import { readSample, sampleText } from "./sample-article.ts";

const team = join(import.meta.dirname, "../../fixtures/articles/team");
const lookAlikes = join(import.meta.dirname, "../../fixtures/articles/look-alikes");
const parseFile = (folder: string, file: string) => parseArticle({ file, content: readFileSync(join(folder, file)) });

const STEPS = "## **Recommended Steps**\n\n";
const DOCUMENTS = "## **Recommended Documents**\n\n";

describe("parseArticle", () => {
  it.each([
    ["01.md", "azureApplication", "calendarDays", 14, 0, 1, 1],
    ["02.md", "consultingService", "businessDays", 2, 4, 1, 2],
    ["03.md", "azureContainer", "none", undefined, 0, 2, 2],
    ["04.md", "dynamics365BusinessCentral", "businessDays", 7, 4, 1, 2],
    ["05.md", "dynamics365ForCustomerEngagement", "businessDays", 15, 4, 1, 2],
    ["06.md", "dynamics365ForOperations", "businessDays", 2, 4, 1, 2],
    ["07.md", "iotEdgeModule", "businessDays", 2, 4, 1, 2],
    ["08.md", "managedService", "businessDays", 1, 4, 1, 2],
    ["09.md", "officeAddIn", "businessDays", 5, 5, 1, 7],
    ["10.md", "powerBiVisual", "businessDays", 5, 6, 2, 5],
    ["11.md", "powerBiApp", "businessDays", 7, 4, 1, 2],
    ["12.md", "softwareAsAService", "none", undefined, 4, 6, 7],
    ["13.md", "sharePointAddIn", "businessDays", 5, 5, 1, 3],
    ["14.md", "teamsApp", "businessDays", 5, 5, 2, 4],
    ["15.md", "azureVirtualMachine", "businessDays", 3, 4, 1, 2],
  ])("reads %s as written by the team", (file, offerType, kind, amount, steps, documents, links) => {
    const parsed = parseFile(team, file);
    if (parsed.kind !== "article") throw new Error(JSON.stringify(parsed));
    const { article, problems } = parsed;
    expect(problems).toEqual([]);
    expect(article.offerTypes[0]).toBe(offerType);
    expect(article.sla).toMatchObject({ kind, ...(amount !== undefined && { amount }) });
    expect("amount" in article.sla).toBe(amount !== undefined);
    expect([article.steps.length, article.documents.length, article.links.length]).toEqual([steps, documents, links]);
    expect(article.expediteNote).toBe(true);
    expect(article.note).toMatch(/^Please do not ask for expediting/);
    expect(article.supportTopicIds).toEqual([expect.stringMatching(/^327\d{5}$/)]);
    expect(article.slug).toBe(file.slice(0, 2));
  });

  it.each(readdirSync(lookAlikes).filter((file) => file.endsWith(".md")))("skips the look-alike %s", (file) => {
    expect(parseFile(lookAlikes, file)).toEqual({ kind: "skipped", reason: expect.any(String) });
  });

  it("takes the title from pageTitle, never from the H1", () => {
    const { article } = readSample(sampleText("# <-- SaaS -->", ['pagetitle="SaaS &amp; more&#xD;"']));
    expect(article.title).toBe("SaaS & more");
  });

  it("reads several support topic ids, with and without blanks, in any form", () => {
    const ids = 'supporttopicids="32728048,32728051, 26a0b5e91-5a57-cfbb"';
    const { article } = readSample(sampleText("", ['pageTitle="SaaS"', ids]));
    expect(article.supportTopicIds).toEqual(["32728048", "32728051", "26a0b5e91-5a57-cfbb"]);
  });

  it.each([
    "**IMPORTANT**: No expediting.\n\n# Title",
    "# Title\n\n**IMPORTANT:** No expediting.",
    "# Title\n\n**Important** : No expediting.",
    "> **IMPORTANT**: No expediting.",
    "**IMPORTANT**: Mind the gap.\n\n**IMPORTANT**: No\nexpediting.",
  ])("finds the note in %j", (body) => {
    const { article } = readSample(sampleText(body));
    expect(article.expediteNote).toBe(true);
    expect(article.note).toMatch(/^No\s+expediting\.$/);
  });

  it.each(["IMPORTANT: no", "**IMPORTANT** no", "**Note**: no", `${STEPS}1. a\n\n**IMPORTANT**: no`])(
    "finds no note in %j",
    (body) => {
      const { article, problems } = readSample(sampleText(body));
      expect([article.expediteNote, "note" in article, problems]).toEqual([false, false, []]);
    },
  );

  it.each([
    "## Recommended Steps",
    "## **Recommended Steps**",
    "### __recommended steps__:",
    "###### Recommended  Steps ##",
  ])("finds the steps under %j", (heading) => {
    const { article } = readSample(sampleText(`1. not a step\n\n${heading}\n\n1. one\n2. two`));
    expect(article.steps).toEqual(["one", "two"]);
  });

  it("keeps the inline Markdown of a step on one line, and what hangs below it", () => {
    const body = `${STEPS}1. Open the **report**,\n   see [here](https://learn.microsoft.com/a?q=b%20c)  \n   or \`run\` {{constructor}} <b>now</b>\n   - nested one\n\n   second paragraph\n2. two`;
    expect(readSample(sampleText(body)).article.steps).toEqual([
      "Open the **report**, see [here](https://learn.microsoft.com/a?q=b%20c) or `run` {{constructor}} <b>now</b> nested one second paragraph",
      "two",
    ]);
  });

  it.each([
    ["> quoted", "\\> quoted"],
    ["# more", "\\# more"],
    ["1. first", "1\\. first"],
    ["[a]: b", "\\[a]: b"],
    ["***", "\\***"],
    ["*kept* as it is", "*kept* as it is"],
  ])("keeps the text of a heading in a step text: %j", (text, step) => {
    const { article } = readSample(sampleText(`${STEPS}1. # ${text}`));
    expect(article.steps).toEqual([step]);
    expect(readSample(sampleText(`${STEPS}1. ${step}`)).article.steps).toEqual([step]);
  });

  it("writes a link by reference out, so that the step stands alone", () => {
    const body = `${STEPS}1. See [the **page**][1].\n\n${DOCUMENTS}* [page][1]\n\n[1]: https://learn.microsoft.com/x`;
    const { article } = readSample(sampleText(body));
    expect(article.steps).toEqual(["See [the **page**](https://learn.microsoft.com/x)."]);
    expect(article.documents).toEqual([{ text: "page", url: "https://learn.microsoft.com/x" }]);
    expect(article.links).toEqual(["https://learn.microsoft.com/x", "https://learn.microsoft.com/x"]);
  });

  it("takes paragraphs and bullets after the last step neither as steps nor as documents", () => {
    const body = `${STEPS}1. one\n2. two\n\nMore **help**:\n\n* [a](https://a.example) and text\n* [b](https://b.example)\n \n${DOCUMENTS}* [c](https://c.example)`;
    const { article, problems } = readSample(sampleText(body));
    expect(article.steps).toEqual(["one", "two"]);
    expect(article.documents).toEqual([{ text: "c", url: "https://c.example" }]);
    expect(article.links).toEqual(["https://a.example", "https://b.example", "https://c.example"]);
    expect(problems).toEqual([]);
  });

  it("finds no steps in bullets or prose", () => {
    expect(readSample(sampleText(`${STEPS}* one\n* two\n\nthree`)).article.steps).toEqual([]);
  });

  it("says where steps are lost because other text cuts the list", () => {
    const { article, problems } = readSample(sampleText(`${STEPS}1. one\n\nHm.\n\n2. two`));
    expect(article.steps).toEqual(["one"]);
    expect(problems).toEqual([
      { file: "sample.md", line: 13, column: 1, message: expect.stringContaining("go on here") },
    ]);
  });

  it("lists a document for every link, also bold ones, with blanks in the brackets, by autolink", () => {
    const body = `${DOCUMENTS}* **[a](https://a.example)** or [b]( https://b.example/x#1140-teams )\n* <https://c.example>\n* https://bare.example\n* [d](http://d.example)`;
    expect(readSample(sampleText(body)).article.documents).toEqual([
      { text: "a", url: "https://a.example" },
      { text: "b", url: "https://b.example/x#1140-teams" },
      { text: "https://c.example", url: "https://c.example" },
      { text: "d", url: "http://d.example" },
    ]);
  });

  it("takes the offer types from the header, canonical first", () => {
    const types = 'offerTypes="teamsApp, Teams & more, Teams app, teamsApp"';
    const { article, problems } = readSample(sampleText("", ['pageTitle="Virtual machine"', types]));
    expect(article.offerTypes).toEqual(["teamsApp", "Teams & more", "Teams app"]);
    expect(problems).toEqual([]);
  });

  it("says when an alias stands before the canonical name", () => {
    const { article, problems } = readSample(sampleText("", ['pageTitle="x"', 'offerTypes="SaaS"']));
    expect(article.offerTypes).toEqual(["softwareAsAService", "SaaS"]);
    expect(problems).toMatchObject([{ line: 3, column: 2, message: expect.stringContaining("softwareAsAService") }]);
  });

  it("goes by the title where articleId was copied from another article, and says so", () => {
    const attributes = [
      'pageTitle="Container certification issues"',
      'articleId="marketplace_azure_app_migration_issues"',
    ];
    const { article, problems } = readSample(sampleText("", attributes));
    expect(article.offerTypes[0]).toBe("azureContainer");
    expect(problems).toMatchObject([{ line: 3, message: expect.stringContaining("the title counts") }]);
  });

  it("says when nothing tells the offer type, and when there is no title", () => {
    const { article, problems } = readSample(sampleText("", []));
    expect(article.offerTypes).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([
      "The header has no pageTitle.",
      "Neither articleId nor pageTitle tells the offer type; add the attribute `offerTypes`.",
    ]);
  });

  it("asks no offer type of the general article", () => {
    const { article, problems } = readSample(sampleText("", ['pageTitle="SaaS and all others"']), "de-DE/General.md");
    expect([article.offerTypes, problems]).toEqual([[], []]);
  });

  it("compares selfHelpType and ownershipId without case", () => {
    const text = sampleText().replace("selfHelpType", "SelfHelpType").replace("generic", " Generic ");
    expect(parseArticle({ file: "a.md", content: text.replace("PartnerCenter_O", "partnercenter_o") }).kind).toBe(
      "article",
    );
  });

  it("gives equal content equal versions, and other content another", () => {
    const version = (text: string): string => readSample(text).article.version;
    expect(version(sampleText("a"))).toMatch(/^[0-9a-f]{16}$/);
    expect(version(sampleText("a"))).toBe(readSample(new TextEncoder().encode(sampleText("a"))).article.version);
    expect(version(sampleText("a"))).not.toBe(version(sampleText("b")));
  });

  it("counts lines and columns of problems alike for every line end", () => {
    const text = sampleText("x\n\nThe review takes 14-7 days.");
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const { problems } = readSample(text.replaceAll("\n", lineEnd));
      expect(problems).toMatchObject([{ line: 9, column: 18 }]);
    }
  });
});
