import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderAsyncapi } from "./asyncapi/render-asyncapi.ts";
import { runMadeFiles } from "./made-files.ts";

const ROOT = join(import.meta.dirname, "..");

const renderFiles = (): ReadonlyMap<string, string> => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  return new Map([["docs/asyncapi.json", renderAsyncapi(version)]]);
};

runMadeFiles({
  name: "asyncapi",
  description: "Writes docs/asyncapi.json, the document of our events out, from their schemas.",
  source: "src/core/notices/notice-schema.ts",
  root: ROOT,
  render: renderFiles,
});
