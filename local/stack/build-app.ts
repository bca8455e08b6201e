import { stop } from "esbuild";
import { build } from "../../tools/build.ts";
import { writePackage } from "../../tools/package/write-package.ts";
import type { Log } from "./child.ts";

const bundle = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    throw new Error("the app could not be bundled", { cause: error });
  } finally {
    // esbuild keeps a process of its own for the next build, which may never come.
    await stop();
  }
};

/** Bundles the app as it is now; esbuild prints file and line of what is wrong, and the error says so in one line. */
export const buildApp = async (log: Log): Promise<void> =>
  await bundle(async () => {
    const { ms, bytes } = await build({ logLevel: "warning" });
    log(`built dist/app.cjs (${(bytes / 1024).toFixed(0)} KiB) in ${ms} ms`);
  });

/** Writes what is deployed of the app as it is now into a folder. */
export const packageApp = async (folder: string, log: Log): Promise<void> =>
  await bundle(async () => {
    const { files } = await writePackage(folder);
    log(`packaged ${files.size} files in ${folder}`);
  });
