import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromiumPath } from "../../local/browser/launch-browser.ts";

/** What needs a browser, skipped where the machine has none. */
export const describeInBrowser = chromiumPath === undefined ? describe.skip : describe;

/** Does something in a page of its own, in which every complaint of the browser is a failure. */
export type InPage = (options: BrowserContextOptions, act: (page: Page) => Promise<void>) => Promise<void>;

/** Opens pages of what answers at an address, in a browser; both are asked for once a test runs. */
export const makeInPage =
  (where: () => { readonly browser: Browser; readonly baseURL: string }): InPage =>
  async (options, act) => {
    const { browser, baseURL } = where();
    const context = await browser.newContext({ baseURL, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    try {
      await act(page);
    } finally {
      await context.close();
    }
    // A mail asks for nothing; what its frame keeps from running is no fault of the page.
    expect(complaints.filter((text) => !/sandboxed|status of 4\d\d/.test(text))).toEqual([]);
  };
