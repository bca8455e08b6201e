import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Builds the app as it stands, in a process of its own. */
export const buildApp = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, "../../tools/build.ts")]);
};
