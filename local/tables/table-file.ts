import { chmodSync, statSync } from "node:fs";
import { WrongUse } from "../stack/wrong-use.ts";

/** Makes sure of the file that Azurite keeps its tables in: its owner's alone, and no empty one, which Azurite would take for a new ledger. */
export const checkTableFile = (file: string): void => {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.size === 0) {
    throw new WrongUse([
      `${file} is empty, so the tables it held are damaged or lost.`,
      "Put a copy of it back; or remove it, to start with an empty ledger.",
    ]);
  }
  chmodSync(file, 0o600);
};
