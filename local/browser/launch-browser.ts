import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of a Chromium on this machine; undefined when there is none, and pages cannot be drawn. */
export const chromiumPath = CANDIDATES.find((path) => existsSync(path));

/** A headless Chromium that reaches out to nothing by itself. */
export const launchBrowser = async (): Promise<Browser> =>
  await chromium.launch({
    executablePath: chromiumPath ?? "",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
