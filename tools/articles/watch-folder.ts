import { watch } from "node:fs";

/** Calls `onChange` after each change below a folder, once for changes within a tenth of a second; runs until the process ends. */
export const watchFolder = (dir: string, onChange: () => void): void => {
  let pending: NodeJS.Timeout | undefined;
  watch(dir, { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(onChange, 100);
  });
};
