import { renameSync, writeFileSync } from "node:fs";

/** Writes a small file whole or not at all, readable by its owner alone. */
export const writeFileAtomic = (file: string, text: string): void => {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: 0o600, flush: true });
  renameSync(temporary, file);
};
