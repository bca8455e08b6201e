import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { Article } from "../src/core/articles/article.ts";
import { makeArticleCatalogue } from "../src/core/articles/article-catalogue.ts";
import type { ParsedArticle } from "../src/core/articles/parse-article.ts";

const FOLDER = join(import.meta.dirname, "..", "articles");
const LOOK_UPS = 200_000;

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "ns" | "x";
}

const time = <T>(action: () => T): readonly [T, number] => {
  const start = performance.now();
  const result = action();
  return [result, performance.now() - start];
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const toArticles = (parsed: readonly ParsedArticle[]): Article[] =>
  parsed.flatMap((result) => (result.kind === "article" ? result.article : []));

const measure = async (many: number): Promise<readonly Row[]> => {
  const sources = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ file, content: new Uint8Array(readFileSync(join(FOLDER, file))) }));
  const importStart = performance.now();
  const { parseArticle } = await import("../src/core/articles/parse-article.ts");
  const importInMs = performance.now() - importStart;

  const parseAll = (files: typeof sources) => makeArticleCatalogue(toArticles(files.map(parseArticle)));
  const copies = (count: number): typeof sources =>
    Array.from({ length: count }, (_, index) => {
      const { file, content } = sources[index % sources.length] ?? { file: "", content: new Uint8Array() };
      return { file: `${index}-${file}`, content };
    });
  const [catalogue, coldInMs] = time(() => parseAll(sources));
  const kept = JSON.stringify(catalogue.articles);
  const keptInMs = median(
    Array.from({ length: 21 }, () => time(() => makeArticleCatalogue(JSON.parse(kept) as Article[]))[1]),
  );
  const warm = (count: number, runs: number): number => {
    const files = copies(count);
    return median(Array.from({ length: runs }, () => time(() => parseAll(files))[1]));
  };
  const [few, all] = [warm(many / 10, 5), warm(many, 3)];
  const types = ["azureVirtualMachine", "Teams app", "AzurePowerBIVisual", "cosellOnly"];
  const [, lookUpInMs] = time(() => {
    for (let index = 0; index < LOOK_UPS; index += 1) catalogue.find(types[index % types.length] ?? "", "de-AT");
  });
  return [
    { what: "load the parser from its sources", value: importInMs, unit: "ms" },
    { what: `parse and index ${sources.length} articles, cold`, value: coldInMs, unit: "ms" },
    { what: `parse and index ${sources.length} articles, warm`, value: warm(sources.length, 21), unit: "ms" },
    { what: `index ${sources.length} articles kept as JSON`, value: keptInMs, unit: "ms" },
    { what: `parse and index ${many / 10} articles`, value: few, unit: "ms" },
    { what: `parse and index ${many} articles`, value: all, unit: "ms" },
    { what: "that is, for ten times the articles", value: all / few, unit: "x" },
    { what: "look up one offer type", value: (lookUpInMs / LOOK_UPS) * 1e6, unit: "ns" },
  ];
};

const { many, json } = new Command("npm run bench -- articles")
  .description("Measures parsing, indexing and looking up of articles.")
  .option("--many <count>", "how many articles, for the linear part", (text) => Number.parseInt(text, 10), 2_000)
  .option("--json", "print the measurements as JSON")
  .parse()
  .opts<{ many: number; json?: boolean }>();

const rows = await measure(many);
if (json) console.log(JSON.stringify(rows));
else
  for (const { what, value, unit } of rows)
    console.log(`${what.padEnd(44)}${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit}`);
