import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import { renderImports } from "./imports/render-imports.ts";
import { runMadeFiles } from "./made-files.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGE = "docs/architecture.md";

const { options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as { options: ICruiseOptions };
const { output } = await cruise(["functions", "src"], { ...options, baseDir: ROOT });
const { modules } = output as ICruiseResult;

const imports = modules.flatMap(({ source, dependencies }) =>
  dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
);

runMadeFiles({
  name: "imports",
  description: `Draws which folder imports which into ${PAGE}, from the code as it is.`,
  source: "the imports in functions/ and src/",
  root: ROOT,
  render: () => new Map([[PAGE, renderImports(readFileSync(join(ROOT, PAGE), "utf8"), imports)]]),
});
