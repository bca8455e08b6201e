import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../local/browser/launch-browser.ts";

/** How each mail is looked at. */
export const LOOKS = [
  { look: "light", scheme: "light", width: 680 },
  { look: "dark", scheme: "dark", width: 680 },
  { look: "narrow", scheme: "light", width: 320 },
] as const;

const draw = async (browser: Browser, folder: string, name: string): Promise<void> => {
  for (const { look, scheme, width } of LOOKS) {
    const page = await browser.newPage({ viewport: { width, height: 640 }, colorScheme: scheme });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
    await page.close();
  }
};

/** Draws each written mail in each look, and tells after each how many are done. */
export const drawMails = async (
  folder: string,
  names: readonly string[],
  onDrawn: (done: number) => void,
): Promise<void> => {
  const browser = await launchBrowser();
  try {
    for (const [index, name] of names.entries()) {
      await draw(browser, folder, name);
      onDrawn(index + 1);
    }
  } finally {
    await browser.close();
  }
};
