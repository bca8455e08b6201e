import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "../build.ts";
import { listPackageFiles } from "./list-package-files.ts";

/** Builds the app and writes what is deployed into a folder of its own, which is emptied first. Gives the files. */
export const writePackage = async (folder: string): Promise<ReadonlyMap<string, Uint8Array>> => {
  await build({ logLevel: "warning" });
  const files = listPackageFiles();
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return files;
};
