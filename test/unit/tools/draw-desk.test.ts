import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isPicture, SHOWN } from "../../../tools/screenshots/draw-desk.ts";

const ROOT = join(__dirname, "../../..");
const IMAGES = join(ROOT, "docs/images");

describe("drawDesk", () => {
  it("draws by itself what README and docs show, and nothing else", () => {
    const pages = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => join("docs", name))];
    const texts = pages.filter((name) => name.endsWith(".md")).map((name) => readFileSync(join(ROOT, name), "utf8"));
    const shown = texts.flatMap((text) => [...text.matchAll(/images\/desk-([\w-]+)\.png/g)].map(([, name]) => name));
    expect([...new Set(shown)].sort()).toEqual([...SHOWN].sort());
    const drawn = readdirSync(IMAGES).filter((name) => name.startsWith("desk-"));
    expect(drawn.sort()).toEqual(SHOWN.map((name) => `desk-${name}.png`).sort());
  });

  it.each([
    ["board", true],
    ["board-dark", true],
    ["health-dark-360", true],
    ["report-320", true],
    ["bord", false],
    ["board-blue", false],
  ])("takes %s for the name of a picture: %s", (name, expected) => {
    expect(isPicture(name)).toBe(expected);
  });
});
