import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build as bundle, type Plugin } from "esbuild";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { COMPILED_CONTENT, compileContent } from "../src/adapters/content/load-content.ts";
import { COMPILED_DESK, readDesk } from "../src/adapters/desk/load-desk.ts";

const ROOT = resolve(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

const isSame = (path: string, content: Uint8Array): boolean => {
  try {
    return readFileSync(path).equals(content);
  } catch {
    return false;
  }
};

/** Replaces a file in one step, so that a host that starts meanwhile reads the old file or the new one, never half of it. */
const replaceFile = (path: string, content: Uint8Array): boolean => {
  if (isSame(path, content)) return false;
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, content);
  try {
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return true;
};

/**
 * What the worker loads: it keeps the compiled code of the app in the machine's temporary folder, so that every start but the first there compiles
 * nothing. Where that folder cannot be written the app starts without. Node has this since 22.1.
 */
const ENTRY = 'require("node:module").enableCompileCache?.();\nrequire("./app.cjs");\n';

const TELEMETRY = "src/adapters/telemetry/open-telemetry.ts";

/** Telemetry is a file of its own, so that a start without it does not read a megabyte of SDK. */
const telemetryApart: Plugin = {
  name: "telemetry-apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/open-telemetry\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./telemetry.cjs", external: true } : undefined,
    ),
};

export interface BuildResult {
  readonly path: string;
  readonly bytes: number;
  readonly changed: boolean;
  readonly ms: number;
}

/**
 * Bundles the app into `dist/app.cjs`, which `dist/index.cjs`, the file that the functions worker loads, asks for (and `dist/telemetry.cjs`, for when telemetry is on), and parses its
 * articles and policies into `dist/content.json`, so that a cold start parses nothing; the pages of the desk go into `dist/desk.json`. It throws esbuild's own error, which names file and line.
 * CommonJS, because the worker hands out `@azure/functions-core` by patching `require`.
 */
export const build = async ({ logLevel = "silent" as "silent" | "warning" } = {}): Promise<BuildResult> => {
  const startedAt = performance.now();
  const { outputFiles, metafile } = await bundle({
    absWorkingDir: ROOT,
    entryPoints: { app: "functions/index.ts", telemetry: TELEMETRY },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    plugins: [telemetryApart],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@azure/functions-core"],
    minify: true,
    // One copy of each library: by default the bus's client would bring its CommonJS ones beside the tables' modules.
    mainFields: ["module", "main"],
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "eof",
    banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
    define: {
      "import.meta.dirname": "__dirname",
      "import.meta.filename": "__filename",
      "import.meta.url": "__importMetaUrl",
    },
    logLevel,
  });
  mkdirSync(DIST, { recursive: true });
  // The map first: whoever loads the new bundle then finds the map that belongs to it.
  const files = outputFiles.toSorted((a) => (a.path.endsWith(".map") ? -1 : 1));
  const content = Buffer.from(JSON.stringify(await compileContent(ROOT)));
  const changed = [
    replaceFile(join(DIST, COMPILED_CONTENT), content),
    replaceFile(join(DIST, COMPILED_DESK), Buffer.from(JSON.stringify(readDesk(ROOT)))),
    ...files.map(({ path, contents }) => replaceFile(path, contents)),
    replaceFile(join(DIST, "index.cjs"), Buffer.from(ENTRY)),
  ].some(Boolean);
  replaceFile(join(DIST, "meta.json"), Buffer.from(JSON.stringify(metafile)));
  const path = join(DIST, "app.cjs");
  const bytes = outputFiles.find((file) => file.path === path)?.contents.length ?? 0;
  return { path, bytes, changed, ms: Math.round(performance.now() - startedAt) };
};

if (import.meta.main) {
  const { Command } = await import("commander");
  new Command("npm run build")
    .description("Bundles the app into dist/app.cjs, and parses its articles and policies into dist/content.json.")
    .exitOverride(exitForWrongUse)
    .parse();
  try {
    const { bytes, changed, ms } = await build({ logLevel: "warning" });
    const note = changed ? "" : ", unchanged";
    console.log(`dist/app.cjs  ${(bytes / 1024).toFixed(0)} KiB  ${ms} ms${note}`);
  } catch {
    process.exit(1); // esbuild has printed what is wrong
  }
}
