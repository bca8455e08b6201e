import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "../../local/browser/launch-browser.ts";
import { readInbox } from "../../local/demo/inbox.ts";

/** Where the desk and the mails of a stack are. */
export interface DrawnStack {
  readonly http: string;
  readonly inbox: string;
}

type Go = (page: Page, stack: DrawnStack) => Promise<void>;

const to =
  (path: string): Go =>
  async (page) => {
    await page.goto(path);
  };

const toFailed = to("/api/desk/reviews/1152921515689848683");

const toLate: Go = async (page) => {
  await page.goto("/api/desk");
  await page.getByRole("link", { name: "Tailwind Router 9000v" }).first().click();
};

/** A link of the newest digest, by the action that its words name. */
const toLink =
  (words: RegExp): Go =>
  async (page, { inbox }) => {
    const texts = (await readInbox(inbox)).map(({ content }) => content).reverse();
    const [, link] = texts.map((text) => new RegExp(`${words.source}: (\\S+)`).exec(text)).find(Boolean) ?? [];
    await page.goto(link ?? "no-digest-has-such-a-link");
  };

const preview = async (page: Page, reason: string): Promise<void> => {
  await page.getByLabel("Why").fill(reason);
  await page.getByRole("button", { name: "Preview" }).click();
  await page.locator("#preview").waitFor();
};

/** Every page of the desk, by its name in a picture's, and the way to it. */
export const PAGES: Readonly<Record<string, Go>> = {
  board: to("/api/desk"),
  empty: to("/api/desk?text=nothing-is-like-this"),
  review: toLate,
  failed: toFailed,
  mail: async (page, stack) => {
    await toFailed(page, stack);
    await page.locator(".mails a").first().click();
  },
  resend: async (page, stack) => {
    await toFailed(page, stack);
    await page.getByRole("link", { name: "Send again…" }).click();
    await page.getByLabel("Written anew from what is known now").check();
    await preview(page, "The publisher asked for it again.");
  },
  delay: async (page, stack) => {
    await toLate(page, stack);
    await page.getByRole("link", { name: "Tell the publisher…" }).click();
    await preview(page, "A second reviewer has to look at it.");
  },
  health: to("/api/desk/health"),
  report: to("/api/desk/report"),
  take: toLink(/Take it on/),
  snooze: toLink(/Snooze it until …/),
  tell: toLink(/Tell the publisher/),
};

/** The pictures that README and docs show; a test holds that they do. */
export const SHOWN = ["board", "review", "board-dark", "delay", "health", "report"] as const;

/** A page, then `dark` or a width in pixels or both: `board-dark-360`. */
const parseName = (name: string): { go: Go; isDark: boolean; width: number } | undefined => {
  const [, page = "", dark, width = "1280"] = /^([a-z]+)(-dark)?(?:-(\d{3,4}))?$/.exec(name) ?? [];
  const go = PAGES[page];
  return go && { go, isDark: dark !== undefined, width: Number(width) };
};

/** True for the name of a picture that can be drawn. */
export const isPicture = (name: string): boolean => parseName(name) !== undefined;

/** Draws these pictures of the desk, and gives the files. */
export const drawDesk = async (
  stack: DrawnStack,
  folder: string,
  names: readonly string[],
): Promise<readonly string[]> => {
  const browser = await launchBrowser();
  try {
    const files: string[] = [];
    for (const name of names) {
      const { go, isDark, width } = parseName(name) ?? { go: to(name), isDark: false, width: 1280 };
      const context = await browser.newContext({
        baseURL: stack.http,
        viewport: { width, height: 800 },
        colorScheme: isDark ? "dark" : "light",
        timezoneId: "Europe/Berlin",
      });
      const page = await context.newPage();
      await go(page, stack);
      await page.waitForLoadState("networkidle");
      // A frame below the fold is not drawn, not even into a picture of the full page.
      const height = await page.evaluate<number>("document.documentElement.scrollHeight");
      await page.setViewportSize({ width, height: Math.max(800, height) });
      for (const frame of await page.locator("iframe").all()) await frame.contentFrame().locator("h1").waitFor();
      const path = join(folder, `desk-${name}.png`);
      await page.screenshot({ path, fullPage: true });
      files.push(path);
      await context.close();
    }
    return files;
  } finally {
    await browser.close();
  }
};
