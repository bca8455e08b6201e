import { existsSync, type FSWatcher, watch } from "node:fs";
import { join, relative, resolve } from "node:path";
import { PROJECT_ROOT } from "./settings.ts";

/** What the running app is made of. */
const FOLDERS = ["functions", "src", "templates", "articles", "policies", "calendars"];

// Editors write a file in several steps; one save is one change.
const QUIET_IN_MS = 200;

const isNoise = (path: string): boolean => /(^|[\\/])\.|~$|\.(sw[px]|tmp)$/.test(path);

/** Calls `onChange` with the changed paths after each burst of changes, never twice at a time. `others` are files or folders beside the app's own. */
export const watchSources = (
  onChange: (paths: readonly string[]) => Promise<void>,
  others: readonly string[] = [],
): { stop(): void } => {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;

  const flush = async (): Promise<void> => {
    if (busy || changed.size === 0) return;
    busy = true;
    const paths = [...changed];
    changed.clear();
    await onChange(paths);
    busy = false;
    await flush();
  };
  const watched = [...FOLDERS.map((folder) => join(PROJECT_ROOT, folder)), ...others.map((path) => resolve(path))];
  const watchers: FSWatcher[] = watched
    .filter((path) => existsSync(path))
    .map((path) =>
      watch(path, { recursive: true }, (_, file) => {
        if (file === null || isNoise(file)) return;
        changed.add(relative(PROJECT_ROOT, join(path, file)));
        clearTimeout(timer);
        timer = setTimeout(() => void flush(), QUIET_IN_MS);
      }),
    );
  return {
    stop: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
};
