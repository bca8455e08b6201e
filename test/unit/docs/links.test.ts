import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../..");
const PAGES = ["*.md", "docs/*.md", "docs/decisions/*.md"]
  .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .toSorted();

describe("the documentation", () => {
  it.each(PAGES)("%s leads only to files that are there", (page) => {
    const text = readFileSync(join(ROOT, page), "utf8").replace(/```[\s\S]*?```/g, "");
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target.replace(/#.*$/, ""));
    const own = targets.filter((target) => target !== "" && !/^[a-z]+:/i.test(target));
    expect(own.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
  });
});
