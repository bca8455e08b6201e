import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { App } from "./app.ts";
import { HostError, messageOf } from "./host-error.ts";

type Package = { main?: string; type?: string };

const readPackage = (appDir: string): Package => {
  try {
    return JSON.parse(readFileSync(join(appDir, "package.json"), "utf8")) as Package;
  } catch (cause) {
    throw new HostError(`The app has no readable package.json in ${appDir}: ${messageOf(cause)}`, { cause });
  }
};

const findEntries = (appDir: string, entry: string | undefined, { main }: Package): string[] => {
  if (entry) return [resolve(entry)];
  if (!main) throw new HostError(`The package.json in ${appDir} names no "main", so there is no entry to load.`);
  const files = globSync(main, { cwd: appDir }).map((file) => join(appDir, file));
  if (files.length === 0) throw new HostError(`The entry ${main} does not exist in ${appDir}: build the app first.`);
  return files.sort();
};

const isModule = (file: string, { type }: Package): boolean =>
  [".mjs", ".ts", ".mts"].includes(extname(file)) || (type === "module" && extname(file) !== ".cjs");

/** Loads the entry (package.json `main`, a glob as in the real worker, or the file given) and fails when it registers nothing. */
export const loadApp = async (
  app: App,
  { appDir, entry }: { appDir: string; entry?: string | undefined },
): Promise<void> => {
  const description = readPackage(appDir);
  const files = findEntries(appDir, entry, description);
  const load = createRequire(join(appDir, "package.json"));
  for (const file of files) {
    try {
      if (isModule(file, description)) await import(pathToFileURL(file).href);
      else load(file);
    } catch (cause) {
      const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      throw new HostError(`The app's entry ${relative(appDir, file)} does not load: ${stack}`, { cause });
    }
  }
  if (app.functions.size === 0) {
    const names = files.map((file) => relative(appDir, file)).join(", ");
    throw new HostError(`The app's entry ${names} registered no functions.`);
  }
};
