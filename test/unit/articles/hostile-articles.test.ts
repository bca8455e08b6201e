import { parseArticle } from "../../../src/core/articles/parse-article.ts";
import { readSample, sampleText } from "./sample-article.ts";

const DEADLINE_IN_MS = 5_000;
const STEPS = "## Recommended Steps\n\n";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const problemsOf = (content: Uint8Array | string, size?: number) => {
  const parsed = parseArticle({ file: "bad.md", content, ...(size !== undefined && { size }) });
  if (parsed.kind !== "broken") throw new Error(`Expected a broken article, got ${parsed.kind}.`);
  return parsed.problems;
};

describe("parseArticle on bad input", () => {
  it.each<[string, Uint8Array | string, number, number, RegExp]>([
    ["no bytes", new Uint8Array(0), 1, 1, /empty/],
    ["only blanks", " \r\n\t", 1, 1, /empty/],
    ["only a byte order mark", bytes("\ufeff"), 1, 1, /empty/],
    ["binary content", bytes(`${sampleText("a\0b")}`), 7, 2, /binary/],
    ["random bytes", Uint8Array.from({ length: 999 }, (_, index) => (index * 151) % 256), 1, 2, /UTF-8/],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x3c, 0, 0x70, 0), 1, 1, /UTF-8/],
    ["a byte that is no UTF-8", new Uint8Array([...bytes(sampleText("caf")), 0xe9, 0x0a]), 7, 4, /UTF-8/],
    ["an article without header", `# SaaS certification\n\n${STEPS}1. one`, 1, 1, /no header/],
    ["a header never closed", sampleText("# Title").replace("/>\n", ""), 6, 1, /has "#" where/],
    ["a header cut off", sampleText().slice(0, 60), 1, 1, /never closed/],
    ["a value never closed", '<properties\n  pageTitle="x\n/>\n', 2, 13, /pageTitle is never closed/],
    ["quotes nested 10,000 deep", sampleText(`${">".repeat(10_000)} a`), 7, 1, /nested/],
    ["spaced quotes nested 10,000 deep", sampleText(`x\n\n${"> ".repeat(10_000)}a`), 9, 1, /nested/],
    ["lists nested 10,000 deep", sampleText(`${"- ".repeat(10_000)}a`), 7, 1, /nested/],
    ["numbered lists nested 5,000 deep", sampleText(`${"1. ".repeat(5_000)}a`), 7, 1, /nested/],
    [
      "lists nested by indentation",
      sampleText(Array.from({ length: 300 }, (_, level) => `${" ".repeat(level * 2)}- a`).join("\n")),
      71,
      1,
      /nested/,
    ],
    ["a run of 20,000 stars", sampleText(`a ${"*".repeat(20_000)}b${"*".repeat(20_000)}`), 7, 3, /run of/],
    ["50,000 links never closed", sampleText("[a](".repeat(50_000)), 7, 1, /more `\*`/],
    ["emphasis around emphasis", sampleText(`x\n\n${"*a _b ".repeat(3_000)}${"_ *".repeat(3_000)}`), 9, 1, /more `\*`/],
    ["60,000 lines", sampleText("- a\n".repeat(60_000)), 50_005, 4, /50000 lines/],
  ])("names the place of %s", (_what, content, line, column, message) => {
    const started = performance.now();
    expect(problemsOf(content)).toEqual([{ file: "bad.md", line, column, message: expect.stringMatching(message) }]);
    expect(performance.now() - started).toBeLessThan(DEADLINE_IN_MS);
  });

  it("refuses more than 1 MiB, and takes 1 MiB", () => {
    const text = sampleText();
    expect(problemsOf(text.padEnd(1_048_577, " "))).toMatchObject([
      { line: 1, message: expect.stringContaining("1048577 bytes") },
    ]);
    expect(problemsOf(bytes(text), 5_000_000)).toMatchObject([{ message: expect.stringContaining("5000000 bytes") }]);
    expect(readSample(text.padEnd(1_048_576, " ")).problems).toEqual([]);
  });

  it("skips a file that is too large, not UTF-8 or broken off when its header shows that it is something else", () => {
    const other = sampleText().replace("generic", "SupportTopicDescription");
    const contents = [other.padEnd(2_000_000, " "), new Uint8Array([...bytes(other), 0xff]), other.replace("/>", "")];
    for (const content of contents) expect(parseArticle({ file: "a.md", content }).kind).toBe("skipped");
  });

  it("keeps 500 links", () => {
    const body = Array.from({ length: 500 }, (_, index) => `* [a](https://learn.microsoft.com/${index})`).join("\n");
    const { article, problems } = readSample(sampleText(`## Recommended Documents\n\n${body}`));
    expect([article.documents.length, article.links.length, problems]).toEqual([500, 500, []]);
  });

  it("leaves HTML, templates and scripts as text", () => {
    const body = `<script>alert(1)</script>\n\n${STEPS}1. {{constructor}} <img src=x onerror=alert(1)>\n2. <script>alert(2)</script>`;
    const { article, problems } = readSample(sampleText(body, ['pageTitle="SaaS &lt;script&gt; {{this}}"']));
    expect(article.title).toBe("SaaS <script> {{this}}");
    expect(article.steps).toEqual(["{{constructor}} <img src=x onerror=alert(1)>", "<script>alert(2)</script>"]);
    expect(problems).toEqual([]);
  });

  it("is not misled by attributes named like parts of an object", () => {
    const attributes = [
      'pageTitle="SaaS"',
      '__proto__="a"',
      'constructor="b"',
      'excerpt_separator="<"',
      'language="js"',
    ];
    const { article, problems } = readSample(sampleText("The review takes 3 business days.", attributes));
    expect([article.title, article.sla.amount, problems]).toEqual(["SaaS", 3, []]);
  });

  it.each<[string, string]>([
    ["brackets", "[".repeat(3_000)],
    ["emphasis inside emphasis", "*a _b ".repeat(740) + "_ *".repeat(740)],
    ["openings of links around one another", "![".repeat(1_000) + "](u)".repeat(1_900)],
    ["stars and words", "*a **b ".repeat(900)],
    ["backticks of every length", Array.from({ length: 300 }, (_, length) => "`".repeat(length)).join(" ")],
    ["openings of tags", "<a ".repeat(20_000)],
    ["openings of comments", "<!-- ".repeat(20_000)],
    ["definitions", Array.from({ length: 5_000 }, (_, index) => `[a${index}]: b`).join("\n")],
    ["durations", "The review takes 3 business days or ".repeat(5_000)],
    ["fillers", `The review takes ${"approximately up to ".repeat(20_000)}3 days`],
    ["dashes", `review takes ${"7-".repeat(50_000)} days`],
  ])("reads many %s in time", (_what, body) => {
    const started = performance.now();
    parseArticle({ file: "a.md", content: sampleText(body) });
    expect(performance.now() - started).toBeLessThan(DEADLINE_IN_MS);
  });
});
