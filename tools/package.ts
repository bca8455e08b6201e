import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { renderSbom } from "./package/render-sbom.ts";
import { writePackage } from "./package/write-package.ts";
import { zipFiles } from "./package/zip-files.ts";

const ROOT = resolve(import.meta.dirname, "..");

const command = new Command("npm run package --")
  .description(
    "Builds the app and writes what is deployed, and nothing else: a folder, a zip of it and its bill of materials (CycloneDX), byte for byte the same each time.",
  )
  .option("--out <folder>", "the folder; zip and bill of materials lie beside it", join(ROOT, "package"))
  .option("--licences", "list the packages of which code is in it, with their licences")
  .exitOverride(exitForWrongUse)
  .parse();

const { out, licences = false } = command.opts<{ out: string; licences?: boolean }>();
const folder = resolve(out);
if (existsSync(folder) && !existsSync(join(folder, "host.json"))) {
  console.error(`${folder} is no package: it is left as it is. Name another folder.`);
  process.exit(2);
}
try {
  const { files, bundled } = await writePackage(folder);
  const zip = zipFiles(files);
  const sha256 = createHash("sha256").update(zip).digest("hex");
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  writeFileSync(`${folder}.zip`, zip);
  writeFileSync(`${folder}.cdx.json`, renderSbom({ name, version, sha256 }, bundled));
  const size = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(
    `${files.size} files with code of ${bundled.length} packages, ${size(total)}, zipped ${size(zip.length)}`,
  );
  if (licences) for (const one of bundled) console.log(`${one.licence.padEnd(14)}${one.name} ${one.version}`);
  console.log(`sha256 ${sha256}  ${folder}.zip`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
