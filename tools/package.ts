import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { writePackage } from "./package/write-package.ts";
import { zipFiles } from "./package/zip-files.ts";

const ROOT = resolve(import.meta.dirname, "..");

const command = new Command("npm run package --")
  .description(
    "Builds the app and writes what is deployed, and nothing else: a folder and a zip of it, byte for byte the same each time.",
  )
  .option("--out <folder>", "the folder; the zip lies beside it", join(ROOT, "package"))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

const folder = resolve(command.opts<{ out: string }>().out);
if (existsSync(folder) && !existsSync(join(folder, "host.json"))) {
  console.error(`${folder} is no package: it is left as it is. Name another folder.`);
  process.exit(2);
}
try {
  const files = await writePackage(folder);
  const zip = zipFiles(files);
  writeFileSync(`${folder}.zip`, zip);
  const size = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(`${files.size} files, ${size(total)}, zipped ${size(zip.length)}`);
  console.log(`sha256 ${createHash("sha256").update(zip).digest("hex")}  ${folder}.zip`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
