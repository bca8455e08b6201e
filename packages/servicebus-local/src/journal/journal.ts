import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { takeFileLock } from "process-file-lock";
import type { Change } from "../store/message.ts";
import { JournalDamaged } from "./journal-damaged.ts";
import { decodeRecord, encodeRecord, nextRecordAt } from "./record.ts";
import { Snapshot } from "./snapshot.ts";

export interface Journal {
  append(change: Change): void;
  /** Calls back as soon as every change appended so far has been handed to the operating system. */
  afterWrite(callback: () => void): void;
  close(): void;
}

/** For a broker without a data directory: nothing is kept, so nothing has to be waited for. */
export const forgetfulJournal: Journal = {
  append() {},
  afterWrite: (callback) => callback(),
  close() {},
};

/** Name of the journal in its directory. */
export const JOURNAL_FILE = "messages.journal";
const GROUP_BYTES = 1 << 20;

const writeAll = (file: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
};

const readSnapshot = (path: string, warn: (text: string) => void): Snapshot => {
  const snapshot = new Snapshot();
  if (!existsSync(path)) return snapshot;
  const bytes = readFileSync(path);
  for (let offset = 0; offset < bytes.length; ) {
    const record = decodeRecord(bytes, offset);
    if (record === "torn" || record === "damaged") {
      // Only what nobody was told of may be cut: the last write. Whatever readable records follow were acknowledged.
      if (nextRecordAt(bytes, offset + 1) !== undefined) throw new JournalDamaged(path, offset);
      warn(`${path}: the last ${bytes.length - offset} bytes are half a record, never acknowledged; left out.`);
      break;
    }
    snapshot.apply(record.change);
    offset = record.end;
  }
  return snapshot;
};

/** Writes what is left into a new file and puts it in the place of the old one. */
const compact = (path: string, snapshot: Snapshot): number => {
  const file = openSync(`${path}.new`, "w", 0o600);
  let group: Buffer[] = [];
  let groupBytes = 0;
  const write = () => {
    writeAll(file, Buffer.concat(group));
    group = [];
    groupBytes = 0;
  };
  for (const change of snapshot.changes(Date.now())) {
    const record = encodeRecord(change);
    group.push(record);
    groupBytes += record.length;
    if (groupBytes > GROUP_BYTES) write();
  }
  write();
  fsyncSync(file);
  renameSync(`${path}.new`, path);
  return file;
};

/** Changes of one turn of the event loop are written together. */
class FileJournal implements Journal {
  readonly #file: number;
  readonly #unlock: () => void;
  readonly #onFailure: (error: unknown) => void;
  #pending: Buffer[] = [];
  #callbacks: (() => void)[] = [];
  #isClosed = false;

  constructor(file: number, unlock: () => void, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#unlock = unlock;
    this.#onFailure = onFailure;
  }

  append(change: Change): void {
    if (this.#pending.length === 0) setImmediate(() => this.#write());
    this.#pending.push(encodeRecord(change));
  }

  afterWrite(callback: () => void): void {
    if (this.#pending.length === 0) callback();
    else this.#callbacks.push(callback);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#write();
    this.#isClosed = true;
    closeSync(this.#file);
    this.#unlock();
  }

  #write(): void {
    if (this.#isClosed || this.#pending.length === 0) return;
    try {
      writeAll(this.#file, Buffer.concat(this.#pending));
    } catch (error) {
      // What follows half a record could not be read again, so nothing more is written or acknowledged.
      this.#isClosed = true;
      this.#onFailure(error);
      return;
    }
    const callbacks = this.#callbacks;
    this.#pending = [];
    this.#callbacks = [];
    for (const callback of callbacks) callback();
  }
}

export interface JournalOptions {
  readonly directory: string;
  readonly warn: (text: string) => void;
  /** The journal cannot be written any more; the broker must not go on. */
  readonly onFailure: (error: unknown) => void;
}

/** Opens the journal in a directory that no other broker may use meanwhile. */
export const openJournal = ({
  directory,
  warn,
  onFailure,
}: JournalOptions): { journal: Journal; snapshot: Snapshot } => {
  mkdirSync(directory, { recursive: true });
  const unlock = takeFileLock(join(directory, "lock"));
  try {
    const path = join(directory, JOURNAL_FILE);
    const snapshot = readSnapshot(path, warn);
    return { snapshot, journal: new FileJournal(compact(path, snapshot), unlock, onFailure) };
  } catch (error) {
    unlock();
    throw error;
  }
};
