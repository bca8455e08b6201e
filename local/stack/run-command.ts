import { WrongUse } from "./wrong-use.ts";

/** Runs a command's work and ends the process: 2 with plain lines for wrong use, 1 with one line for any other failure. */
export const runCommand = async (work: () => Promise<number>): Promise<never> => {
  try {
    process.exit(await work());
  } catch (error) {
    if (error instanceof WrongUse) {
      for (const line of error.lines) console.error(line);
      process.exit(2);
    }
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
};
