import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { COMPILED_CONTENT } from "../../src/adapters/content/load-content.ts";
import { COMPILED_DESK } from "../../src/adapters/desk/load-desk.ts";
import type { BundledPackage } from "./list-bundled-packages.ts";
import { renderNotices } from "./render-notices.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** The files that run beside what the build makes; `articles/general.md` stands in where `ARTICLES_DIR` has none. */
const PATTERNS = [
  "host.json",
  "LICENSE",
  "articles/general.md",
  "calendars/*",
  "templates/**/*.hbs",
  "templates/locales/*.json",
] as const;

const read = (path: string): Buffer => readFileSync(join(ROOT, path));

/** What the worker reads of package.json; dependencies are in the bundle. */
const describePackage = (): Buffer => {
  const { name, version, license, type, main } = JSON.parse(read("package.json").toString()) as Record<string, string>;
  return Buffer.from(`${JSON.stringify({ name, version, private: true, license, type, main }, null, 2)}\n`);
};

/** A bundle without the line that names its source map, which stays here. */
const readBundle = (file: string): Buffer =>
  Buffer.from(
    read(file)
      .toString()
      .replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
  );

/** Every file that is deployed with its content, sorted by path; `bundled` is what has to be named in the notices. The app must have been built. */
export const listPackageFiles = (bundled: readonly BundledPackage[]): ReadonlyMap<string, Uint8Array> => {
  const asTheyAre = PATTERNS.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  const files: readonly (readonly [string, Uint8Array])[] = [
    ["THIRD-PARTY-NOTICES.txt", Buffer.from(renderNotices(bundled))],
    ["package.json", describePackage()],
    ...["dist/app.cjs", "dist/index.cjs", "dist/telemetry.cjs"].map((file) => [file, readBundle(file)] as const),
    ...[COMPILED_CONTENT, COMPILED_DESK].map((file) => [`dist/${file}`, read(`dist/${file}`)] as const),
    ...asTheyAre.map((path) => [path.replaceAll("\\", "/"), read(path)] as const),
  ];
  return new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
