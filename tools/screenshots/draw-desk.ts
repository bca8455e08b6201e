import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "../../local/browser/launch-browser.ts";

type Go = (page: Page) => Promise<void>;

const toReview =
  (offerName: string, state = ""): Go =>
  async (page) => {
    await page.goto(`/api/desk?text=${encodeURIComponent(offerName)}&state=${state}`);
    await page.getByRole("link", { name: offerName }).first().click();
  };

const FAILED = "1152921515689848683";

const toFailed: Go = async (page) => {
  await page.goto(`/api/desk/reviews/${FAILED}`);
};

const PICTURES: readonly { readonly name: string; readonly go: Go; readonly width?: number; readonly dark?: true }[] = [
  { name: "desk-board", go: async (page) => void (await page.goto("/api/desk")) },
  { name: "desk-board-dark", dark: true, go: async (page) => void (await page.goto("/api/desk")) },
  { name: "desk-board-360", width: 360, go: async (page) => void (await page.goto("/api/desk")) },
  { name: "desk-review", go: toReview("Tailwind Router 9000v") },
  { name: "desk-review-360", width: 360, go: toReview("Tailwind Router 9000v") },
  { name: "desk-failed", go: toFailed },
  { name: "desk-failed-dark", dark: true, go: toFailed },
  {
    name: "desk-mail",
    go: async (page) => {
      await toFailed(page);
      await page.locator(".mails a").first().click();
    },
  },
  {
    name: "desk-resend",
    go: async (page) => {
      await toFailed(page);
      await page.getByRole("link", { name: "Send again…" }).click();
      await page.getByLabel("Why").fill("The publisher asked for it again.");
      await page.getByLabel("Written anew from what is known now").check();
      await page.getByRole("button", { name: "Preview" }).click();
      await page.locator("#preview").waitFor();
    },
  },
  {
    name: "desk-delay",
    go: async (page) => {
      await toReview("Tailwind Router 9000v")(page);
      await page.getByRole("link", { name: "Tell the publisher…" }).click();
      await page.getByLabel("Why").fill("A second reviewer has to look at it.");
      await page.getByRole("button", { name: "Preview" }).click();
      await page.locator("#preview").waitFor();
    },
  },
  { name: "desk-health", go: async (page) => void (await page.goto("/api/desk/health")) },
  { name: "desk-report", go: async (page) => void (await page.goto("/api/desk/report")) },
];

/** Draws each page of the desk, and gives the files. */
export const drawDesk = async (http: string, folder: string): Promise<readonly string[]> => {
  const browser = await launchBrowser();
  try {
    const files: string[] = [];
    for (const { name, go, width = 1280, dark } of PICTURES) {
      const context = await browser.newContext({
        baseURL: http,
        viewport: { width, height: 800 },
        colorScheme: dark === true ? "dark" : "light",
        timezoneId: "Europe/Berlin",
      });
      const page = await context.newPage();
      await go(page);
      await page.waitForLoadState("networkidle");
      // A frame below the fold is not drawn, not even into a picture of the full page.
      const height = await page.evaluate<number>("document.documentElement.scrollHeight");
      await page.setViewportSize({ width, height: Math.max(800, height) });
      for (const frame of await page.locator("iframe").all()) await frame.contentFrame().locator("h1").waitFor();
      const path = join(folder, `${name}.png`);
      await page.screenshot({ path, fullPage: true });
      files.push(path);
      await context.close();
    }
    return files;
  } finally {
    await browser.close();
  }
};
