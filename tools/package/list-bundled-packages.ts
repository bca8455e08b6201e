import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** A package of which code is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Its licence files, word for word; empty where it brings none. */
  readonly licenceText: string;
  /** SHA-512 of its archive in the registry, in hex; absent where the lock file has none. */
  readonly sha512?: string;
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), "utf8")) as T;

/** `node_modules/a/node_modules/@b/c/lib/x.js` → `node_modules/a/node_modules/@b/c`; undefined for a file of ours. */
const folderOf = (input: string): string | undefined =>
  /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll("\\", "/"))?.[1];

const readLicenceText = (folder: string): string =>
  readdirSync(join(ROOT, folder))
    .filter((file) => /^(licen[cs]e|copying|notice|copyrightnotice)/i.test(file))
    .toSorted()
    .map((file) =>
      readFileSync(join(ROOT, folder, file), "utf8")
        .replaceAll("\r\n", "\n")
        .trim(),
    )
    .join("\n\n");

const toSha512 = (integrity: string | undefined): string | undefined => {
  const base64 = /sha512-(\S+)/.exec(integrity ?? "")?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("hex");
};

/** Brought to the browser as it is: no bundler sees it. */
const SERVED = "node_modules/htmx.org";

/** Every package of which code is deployed, by name and version; the app must have been built. */
export const listBundledPackages = (): readonly BundledPackage[] => {
  const { outputs } = readJson<Metafile>("dist/meta.json");
  const { packages } = readJson<Lock>("package-lock.json");
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  const folders = [...new Set([SERVED, ...inputs.flatMap((input) => folderOf(input) ?? [])])];
  return folders
    .map((folder) => {
      const { name, version, license } = readJson<Record<string, string>>(`${folder}/package.json`);
      const sha512 = toSha512(packages[folder]?.integrity);
      return {
        name: name ?? folder,
        version: version ?? "",
        licence: license ?? "none named",
        licenceText: readLicenceText(folder),
        ...(sha512 === undefined ? {} : { sha512 }),
      };
    })
    .toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
};
