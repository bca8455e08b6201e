import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeFileLock } from "process-file-lock";
import { JOURNAL_FILE } from "./journal.ts";
import { decodeRecord, nextRecordAt } from "./record.ts";

/** What a repair found. */
export interface Repaired {
  readonly records: number;
  readonly lostBytes: number;
  /** The journal as it was, byte for byte; absent when there was nothing to repair. */
  readonly damagedFile?: string;
}

/** Keeps every readable record of a journal, and the journal as it was beside it. Nobody else may use the directory meanwhile. */
export const repairJournal = (directory: string): Repaired => {
  const path = join(directory, JOURNAL_FILE);
  if (!existsSync(path)) return { records: 0, lostBytes: 0 };
  const unlock = takeFileLock(join(directory, "lock"));
  try {
    const bytes = readFileSync(path);
    const kept: Buffer[] = [];
    for (let at = nextRecordAt(bytes, 0); at !== undefined; ) {
      const record = decodeRecord(bytes, at);
      if (typeof record !== "object") break;
      kept.push(bytes.subarray(at, record.end));
      at = nextRecordAt(bytes, record.end);
    }
    const whole = Buffer.concat(kept);
    if (whole.length === bytes.length) return { records: kept.length, lostBytes: 0 };
    const damagedFile = `${path}.damaged-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`;
    copyFileSync(path, damagedFile);
    writeFileSync(`${path}.new`, whole, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return { records: kept.length, lostBytes: bytes.length - whole.length, damagedFile };
  } finally {
    unlock();
  }
};
