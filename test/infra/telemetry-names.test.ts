import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ATTRIBUTES, METRICS, SPANS } from "../../src/core/telemetry/telemetry-names.ts";

const ROOT = resolve(__dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

interface Workbook {
  readonly items: readonly { readonly content: { readonly query: string } }[];
}

const ofWorkbook = (JSON.parse(read("infra/workbook.json")) as Workbook).items.map(({ content }) => content.query);
const ofAlerts = globSync("infra/queries/*.kql", { cwd: ROOT }).map(read);
const namesIn = (texts: readonly string[], pattern: RegExp): string[] =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name));

const metrics: readonly string[] = Object.values(METRICS);
const attributes: readonly string[] = Object.values(ATTRIBUTES);

describe("the names of telemetry", () => {
  it("are those that workbook and alerts ask for", () => {
    const all = [...ofWorkbook, ...ofAlerts];
    expect(
      namesIn(all, /customMetrics\s*\| where name == "([^"]+)"/g).filter((name) => !metrics.includes(name)),
    ).toEqual([]);
    expect(namesIn(all, /customDimensions\["([^"]+)"\]/g).filter((name) => !attributes.includes(name))).toEqual([]);
  });

  it("are all in the workbook, one chart a metric", () => {
    expect(namesIn(ofWorkbook, /where name == "([^"]+)"/g).toSorted()).toEqual(metrics.toSorted());
  });

  it("are all in docs/telemetry.md, and no other is", () => {
    const rows = namesIn([read("docs/telemetry.md")], /^\| `([^`]+)` \|/gm);
    expect(rows.toSorted()).toEqual([...metrics, ...attributes, ...Object.values(SPANS)].toSorted());
  });
});
