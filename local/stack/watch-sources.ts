import { existsSync, type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "./settings.ts";

/** What the running app is made of. */
const FOLDERS = ["functions", "src", "templates", "articles", "policies", "calendars"];

// Editors write a file in several steps; one save is one change.
const QUIET_IN_MS = 200;

const isNoise = (path: string): boolean => /(^|[\\/])\.|~$|\.(sw[px]|tmp)$/.test(path);

/** Calls `onChange` with the changed paths after each burst of changes, never twice at a time. */
export const watchSources = (onChange: (paths: readonly string[]) => Promise<void>): { stop(): void } => {
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
  const watchers: FSWatcher[] = FOLDERS.filter((folder) => existsSync(join(PROJECT_ROOT, folder))).map((folder) =>
    watch(join(PROJECT_ROOT, folder), { recursive: true }, (_, file) => {
      if (file === null || isNoise(file)) return;
      changed.add(join(folder, file));
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
