import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "../build.ts";
import { findLicenceProblems } from "./check-licences.ts";
import { type BundledPackage, listBundledPackages } from "./list-bundled-packages.ts";
import { listPackageFiles } from "./list-package-files.ts";

/** What was written. */
export interface WrittenPackage {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The packages of which code is in it. */
  readonly bundled: readonly BundledPackage[];
}

/** Builds the app and writes what is deployed into a folder of its own, which is emptied first. Throws when a licence is not allowed. */
export const writePackage = async (folder: string): Promise<WrittenPackage> => {
  await build({ logLevel: "warning" });
  const bundled = listBundledPackages();
  const problems = findLicenceProblems(bundled);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const files = listPackageFiles(bundled);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { files, bundled };
};
