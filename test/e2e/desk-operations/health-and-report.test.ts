import type { Browser } from "playwright-core";
import { launchBrowser } from "../../../local/browser/launch-browser.ts";
import { describeInBrowser, makeInPage } from "../../helpers/in-page.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import { failedEvent, structured } from "../../helpers/local-stack-events.ts";
import { pageProblems } from "../../helpers/page-problems.ts";

jest.setTimeout(120_000);

const HOSTILE = `<img src=x onerror="window.hurt=1">`;

describeInBrowser("the desk's health and report in a browser", () => {
  let stack: LocalStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await LocalStack.start({ settings: { DESK_AUTH: "local" } });
    browser = await launchBrowser();
    await stack.publish(structured(failedEvent()));
    const broken = failedEvent();
    await stack.publish(structured({ ...broken, data: { ...broken.data, outcome: HOSTILE } }));
    await stack.untilIdle();
    await until(
      "the message that was put aside",
      async () => (await stack.peek("certification-results-rejected")).length,
    );
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const inPage = makeInPage(() => ({ browser, baseURL: stack.http }));

  describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    it.each([
      ["/api/desk/health", 1280],
      ["/api/desk/health", 360],
      ["/api/desk/report?by=week", 1280],
      ["/api/desk/report?by=week", 360],
    ])("shows %s to everybody at %i px", async (path, width) => {
      await inPage({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
        await page.goto(path);
        expect(await pageProblems(page)).toEqual([]);
        expect(await page.evaluate(() => "hurt" in globalThis)).toBe(false);
      });
    });
  });

  it("replays an event that was put aside, from the page", async () => {
    await inPage({}, async (page) => {
      await page.goto("/api/desk/health");
      await page
        .getByRole("button", { name: /^Replay this message/ })
        .first()
        .click();
      await page.getByRole("status").getByText("1 message sent on their way again.").waitFor();
      expect(await page.getByRole("button", { name: /^Replay this message/ }).count()).toBeLessThanOrEqual(1);
    });
    // It says what it said before, so that it is put aside again, as another message.
    await until("the second copy", async () => (await stack.peek("certification-results-rejected")).length === 2);
  });
});
