import { stop } from "esbuild";
import { build } from "../../tools/build.ts";
import type { Log } from "./child.ts";

/** Bundles the app as it is now; esbuild prints file and line of what is wrong, and the error says so in one line. */
export const buildApp = async (log: Log): Promise<void> => {
  try {
    const { ms, bytes } = await build({ logLevel: "warning" });
    log(`built dist/index.cjs (${(bytes / 1024).toFixed(0)} KiB) in ${ms} ms`);
  } catch (error) {
    throw new Error("the app could not be bundled", { cause: error });
  } finally {
    // esbuild keeps a process of its own for the next build, which may never come.
    await stop();
  }
};
