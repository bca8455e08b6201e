import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../local/browser/launch-browser.ts";
import { readInbox } from "../../../local/demo/inbox.ts";
import { type DeskStack, startDeskStack } from "../../../local/demo/start-desk-stack.ts";
import { publish } from "../../../local/stack/publish.ts";
import { toMessage } from "../../../local/stack/to-message.ts";
import { buildApp } from "../../helpers/build-app.ts";
import { describeInBrowser, makeInPage } from "../../helpers/in-page.ts";
import { until } from "../../helpers/local-stack.ts";
import { pageProblems } from "../../helpers/page-problems.ts";

jest.setTimeout(120_000);

const FAILED = "1152921515689848683";
const MARKUP = `"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>{{7*7}}`;

describeInBrowser("the desk in a browser", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "desk-"));
  let desk: DeskStack;
  let browser: Browser;

  beforeAll(async () => {
    desk = await startDeskStack(dataDir, buildApp);
    browser = await launchBrowser();
    const finding = { policy: MARKUP.slice(0, 60), title: MARKUP, message: MARKUP, severity: "blocking", plan: MARKUP };
    const hostile = {
      submissionId: `hostile ${MARKUP}`,
      offer: { id: MARKUP, name: `Hostile ${MARKUP}`, type: "softwareAsAService" },
      publisher: { id: MARKUP, name: MARKUP },
      contacts: [{ name: MARKUP, email: "eve@contoso.example" }],
    };
    const event = (id: string, kind: string, data: object) => ({
      specversion: "1.0",
      id,
      source: "/desk-test",
      type: `marketplace.certification.${kind}`,
      data: { ...hostile, ...data },
    });
    const events = [
      event("hostile-1", "submitted", { submittedAt: "2026-11-02T18:00:00Z" }),
      event("hostile-2", "paused", { at: "2026-11-03T18:00:00Z", reason: MARKUP }),
      event("hostile-3", "completed", { completedAt: "2026-11-20T18:00:00Z", outcome: "failed", findings: [finding] }),
    ];
    await publish(
      desk.serviceBus,
      events.map((one) => toMessage({ event: one, text: JSON.stringify(one) })),
    );
    await until("the hostile mail", async () =>
      (await readInbox(desk.inbox)).some(({ to }) => to.includes("eve@contoso.example")),
    );
  });

  afterAll(async () => {
    await browser?.close();
    await desk?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const inPage = makeInPage(() => ({ browser, baseURL: desk.http }));

  /** Each kind of page, by the way to it. */
  const pages: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
    ["board", async (page) => await page.goto("/api/desk")],
    ["empty board", async (page) => await page.goto("/api/desk?text=nothing-is-like-this")],
    [
      "late review",
      async (page) => {
        await page.goto("/api/desk");
        await page.getByRole("link", { name: "Tailwind Router 9000v" }).click();
      },
    ],
    ["failed review", async (page) => await page.goto(`/api/desk/reviews/${FAILED}?done=resent`)],
    [
      "mail",
      async (page) => {
        await page.goto(`/api/desk/reviews/${FAILED}`);
        await page.locator(".mails a").first().click();
      },
    ],
    [
      "resend",
      async (page) => {
        await page.goto(`/api/desk/reviews/${FAILED}/resend`);
        await page.getByLabel("Why").fill("r");
        await page.getByRole("button", { name: "Preview" }).click();
        await page.locator("#preview").waitFor();
      },
    ],
    [
      "tell the publisher",
      async (page) => {
        await page.goto("/api/desk");
        await page.getByRole("link", { name: "Tailwind Router 9000v" }).click();
        await page.getByRole("link", { name: "Tell the publisher…" }).click();
        await page.getByLabel("Why").fill("The lab was closed.");
        await page.getByRole("button", { name: "Preview" }).click();
        await page.locator("#preview, .refusals").first().waitFor();
      },
    ],
    ["hostile review", async (page) => await page.goto(`/api/desk/reviews/${encodeURIComponent(`hostile ${MARKUP}`)}`)],
    ["unknown review", async (page) => await page.goto("/api/desk/reviews/unknown")],
  ];

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [360, 1280]) {
      it.each(pages)(
        `has no barrier that axe finds, and none that scrolls sideways: %s, ${colorScheme}, ${width} px`,
        async (_name, go) => {
          await inPage({ colorScheme, viewport: { width, height: 800 } }, async (page) => {
            await go(page);
            expect(await pageProblems(page)).toEqual([]);
          });
        },
      );
    }
  }

  it("runs no script that an event brings, on any page", async () => {
    await inPage({}, async (page) => {
      for (const path of [
        "/api/desk?state=untracked&text=hostile",
        `/api/desk/reviews/${encodeURIComponent(`hostile ${MARKUP}`)}`,
      ]) {
        await page.goto(path);
        expect(await page.locator("main").innerText()).toContain("Hostile");
        expect(await page.evaluate("window.hurt")).toBeUndefined();
        expect(await page.locator("main img, main script").count()).toBe(0);
      }
      await page.locator(".mails a").first().click();
      await page.locator("iframe.mail").waitFor();
      await page.waitForLoadState("networkidle");
      for (const frame of page.frames().slice(1)) expect(await frame.locator("script, img[src=x]").count()).toBe(0);
      expect(await page.evaluate("window.hurt")).toBeUndefined();
    });
  });

  it.each([
    ["with", true],
    ["without", false],
  ])(
    "leads from a late review to its reason, lets somebody take it, and sends another's mail again, %s JavaScript",
    async (_how, javaScriptEnabled) => {
      const offer = javaScriptEnabled ? "Tailwind Router 9000v" : "Adatum Edge Cache";
      await inPage({ javaScriptEnabled }, async (page) => {
        await page.goto("/api/desk");
        await page.getByRole("row", { name: offer }).getByText("nobody’s").waitFor();
        await page.getByRole("link", { name: offer }).click();
        await page.getByRole("heading", { name: offer }).waitFor();
        expect(await page.locator(".day.is-due").count()).toBe(1);
        await page.getByLabel("Note").fill("I call them.");
        await page.getByRole("button", { name: "Take it" }).click();
        await page.getByText("It is yours now").waitFor();
        await page.getByText("local took it until").waitFor();
        await page.goto("/api/desk");
        expect(await page.getByRole("row", { name: offer }).innerText()).toContain("local");

        await page.goto(`/api/desk/reviews/${FAILED}`);
        await page.getByRole("link", { name: "Send again…" }).click();
        await page.getByLabel("Why").fill("They lost it.");
        await page.getByRole("button", { name: "Preview" }).click();
        await page.getByText("it is the same, word for word").waitFor();
        const before = (await readInbox(desk.inbox)).length;
        await page.getByRole("button", { name: "Send it again" }).click();
        await page.getByText("The mail is on its way again.").waitFor();
        await page.getByText("They lost it.").first().waitFor();
        await until("the mail", async () => (await readInbox(desk.inbox)).length > before);
      });
    },
  );

  it("narrows the board without leaving it, so that the address can be kept", async () => {
    await inPage({}, async (page) => {
      await page.goto("/api/desk");
      await page.getByLabel("Owner").fill("mira");
      await page.getByLabel("Owner").press("Enter");
      await page.getByRole("heading", { name: "1 open review" }).waitFor();
      expect(page.url()).toContain("owner=mira");
      await page.reload();
      expect(await page.locator("tbody tr").count()).toBe(1);
    });
  });

  it("tells times of the SLA's zone in the reader's own beside them", async () => {
    await inPage({ timezoneId: "Asia/Tokyo" }, async (page) => {
      await page.goto("/api/desk");
      expect(await page.locator("td.due .yours").first().innerText()).toContain("your time");
    });
    await inPage({ timezoneId: "America/Los_Angeles" }, async (page) => {
      await page.goto("/api/desk");
      expect(await page.locator("td.due .yours").count()).toBe(0);
    });
  });
});
