import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBusClient } from "@azure/service-bus";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../local/browser/launch-browser.ts";
import { readInbox } from "../../../local/demo/inbox.ts";
import { type DeskStack, startDeskStack } from "../../../local/demo/start-desk-stack.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { instant } from "../../../src/core/instant.ts";
import { type ActionLink, type LinkAction, readLink, signLink } from "../../../src/core/notifications/action-link.ts";
import { buildApp } from "../../helpers/build-app.ts";
import { describeInBrowser, makeInPage } from "../../helpers/in-page.ts";
import { until } from "../../helpers/local-stack.ts";
import { pageProblems } from "../../helpers/page-problems.ts";

jest.setTimeout(180_000);

/** Late ones of the team, by what they are used for here. */
const LATE = { offer: "Tailwind Router 9000v", submissionId: "1152921515689840000", contact: "kim@tailwind.example" };
const BY_LINK = { offer: "Adatum Edge Cache", submissionId: "1152921515689840001" };
const FAILED = { submissionId: "1152921515689848683", contact: "ada.lindqvist@contoso.example" };

describeInBrowser("a day at the desk", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "desk-day-"));
  let desk: DeskStack;
  let browser: Browser;

  beforeAll(async () => {
    desk = await startDeskStack(dataDir, buildApp);
    browser = await launchBrowser();
    await until("the digest", async () => (await linksOf("take")).length > 0);
  });

  afterAll(async () => {
    await browser?.close();
    await desk?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const inPage = makeInPage(() => ({ browser, baseURL: desk.http }));

  const mailsTo = async (address: string): Promise<number> =>
    (await readInbox(desk.inbox)).filter(({ to }) => to.includes(address)).length;

  /** The links of one review in the HTML and text of every mail. */
  const linksOf = async (action: LinkAction): Promise<{ url: string; token: string; link: ActionLink }[]> => {
    const key = readFileSync(join(dataDir, "action-link-key"), "utf8").trim();
    const contents = (await readInbox(desk.inbox)).map(({ content }) => content);
    return [...contents.join("\n").matchAll(/http:\S+?\/api\/actions\/([\w-]+)/g)].flatMap(([url, token = ""]) => {
      const link = readLink(token, [key]);
      const isWanted = link?.action === action && link.partition === reviewPartition(BY_LINK.submissionId);
      return link !== undefined && isWanted ? [{ url, token, link }] : [];
    });
  };

  const historyOf = async (page: Page, submissionId: string): Promise<string> => {
    await page.goto(`/api/desk/reviews/${submissionId}`);
    return await page.locator(".history").innerText();
  };

  /** As an app before this one left it, which could not read what this one can. */
  const putAside = async (event: object): Promise<void> => {
    const client = new ServiceBusClient(desk.serviceBus);
    await client.createSender("certification-results-rejected").sendMessages({
      body: Buffer.from(JSON.stringify(event)),
      contentType: "application/cloudevents+json",
      applicationProperties: { rejectedFrom: "certification-results", problems: "data.outcome: was not known then" },
    });
    await client.close();
  };

  it("leads from a late review to its reason, its owner, its publisher, another's mail and a rejected event, and says who did it all", async () => {
    await putAside({
      specversion: "1.0",
      id: "put-aside-before",
      source: "/desk-day",
      type: "marketplace.certification.completed",
      data: {
        submissionId: LATE.submissionId,
        offer: { id: "tailwind-router-9000v", name: LATE.offer, type: "azureVirtualMachine" },
        publisher: { id: "tailwind", name: "Tailwind" },
        completedAt: new Date().toISOString(),
        outcome: "passed",
      },
    });
    await inPage({ viewport: { width: 1280, height: 800 } }, async (page) => {
      await page.goto("/api/desk");
      const row = page.getByRole("row", { name: LATE.offer });
      await row.getByText("nobody’s").waitFor();
      await row.getByText(/^late (by|since)/).waitFor();
      await page.getByRole("link", { name: LATE.offer }).click();

      await page.getByRole("heading", { name: LATE.offer }).waitFor();
      expect(await page.locator(".day.is-due").count()).toBe(1);
      expect(await page.locator(".day-late").count()).toBeGreaterThan(0);
      await page.getByLabel("Note").fill("I look into it.");
      await page.getByRole("button", { name: "Take it" }).click();
      await page.getByText("It is yours now").waitFor();

      const told = await mailsTo(LATE.contact);
      await page.getByRole("link", { name: "Tell the publisher…" }).click();
      await page.getByLabel("Why").fill("The lab has no power.");
      await page.getByRole("button", { name: "Preview" }).click();
      await page.locator("#preview").getByText("> The lab has no power.").waitFor();
      expect(await mailsTo(LATE.contact)).toBe(told);
      await page.getByRole("button", { name: "Tell them" }).click();
      await page.getByText("The publisher is being told").waitFor();
      await until("the mail to the publisher", async () => (await mailsTo(LATE.contact)) === told + 1);
      expect((await readInbox(desk.inbox)).at(-1)?.content).toContain("The lab has no power.");

      const sent = await mailsTo(FAILED.contact);
      await page.goto(`/api/desk/reviews/${FAILED.submissionId}`);
      await page.getByRole("link", { name: "Send again…" }).click();
      await page.getByLabel("Why").fill("Their filter ate it.");
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByText("it is the same, word for word").waitFor();
      expect(await mailsTo(FAILED.contact)).toBe(sent);
      await page.getByRole("button", { name: "Send it again" }).click();
      await page.getByText("The mail is on its way again.").waitFor();
      await until("the mail once more", async () => (await mailsTo(FAILED.contact)) === sent + 1);

      await page.getByRole("link", { name: "Health" }).click();
      const card = page.getByRole("article").filter({ hasText: "was not known then" });
      await card.getByRole("button", { name: "Replay" }).click();
      await page.getByRole("status").getByText("1 message sent").waitFor();
      expect(await card.count()).toBe(0);
      expect(await page.locator("section", { hasText: "Done here" }).last().innerText()).toContain(
        "Message of certification-results replayed by local",
      );

      await until("the result", async () => (await historyOf(page, LATE.submissionId)).includes("Result: passed"));
      const history = await historyOf(page, LATE.submissionId);
      expect(history).toContain("local took it until");
      expect(history).toContain("I look into it.");
      expect(history).toContain("local told the publisher of the delay");
      expect(history).toContain("The lab has no power.");
      expect(history).toContain("local sent a message about it that was put aside on its way again");
      const other = await historyOf(page, FAILED.submissionId);
      expect(other).toMatch(/local sent \d mails? again/);
      expect(other).toContain("Their filter ate it.");
    });
  });

  const firstLink = async (action: LinkAction) => {
    const [first] = await linksOf(action);
    if (first === undefined) throw new Error(`No digest has a link for ${action}.`);
    return first;
  };

  /** A link of ours that has run out, and one that is not ours. */
  const deadLinks = async (): Promise<Readonly<Record<"expired" | "forged", string>>> => {
    const { url, token, link } = await firstLink("take");
    const key = readFileSync(join(dataDir, "action-link-key"), "utf8").trim();
    const expired = signLink({ ...link, expiresAt: instant("2026-01-01T00:00:00Z") }, key);
    const forged = `${token.slice(0, 20)}${token[20] === "A" ? "B" : "A"}${token.slice(21)}`;
    return { expired: url.replace(token, expired), forged: url.replace(token, forged) };
  };

  it.each([
    ["light", 320],
    ["light", 360],
    ["dark", 320],
    ["dark", 360],
  ] as const)("has no barrier behind a link of a digest: %s, %i px", async (colorScheme, width) => {
    const live = await Promise.all(
      (["take", "snooze", "tell"] as const).map(async (action) => await firstLink(action)),
    );
    const urls = [...live.map(({ url }) => url), ...Object.values(await deadLinks())];
    await inPage({ colorScheme, viewport: { width, height: 640 } }, async (page) => {
      for (const url of urls) {
        await page.goto(url);
        expect(await pageProblems(page)).toEqual([]);
      }
    });
  });

  it("acts by the links of a digest without JavaScript, each once, and only when its button is pressed", async () => {
    const phone = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } };
    await inPage(phone, async (page) => {
      const { expired, forged } = await deadLinks();
      expect((await page.goto(forged))?.status()).toBe(404);
      await page.getByRole("heading", { name: "This link does not work" }).waitFor();
      expect((await page.goto(expired))?.status()).toBe(410);
      await page.getByRole("heading", { name: "This link has expired" }).waitFor();

      const before = await historyOf(page, BY_LINK.submissionId);
      const inboxBefore = (await readInbox(desk.inbox)).length;
      for (const action of ["take", "snooze", "tell"] as const) {
        const { url } = await firstLink(action);
        for (const _again of [1, 2]) expect((await page.goto(url))?.status()).toBe(200);
        await page.getByRole("heading", { name: BY_LINK.offer }).waitFor();
      }
      expect(await historyOf(page, BY_LINK.submissionId)).toBe(before);

      await page.goto((await firstLink("take")).url);
      await page.getByLabel("Your name").fill("Ada");
      await page.getByRole("button", { name: "Take it on" }).click();
      await page.getByRole("heading", { name: "Done" }).waitFor();

      await page.goto((await firstLink("snooze")).url);
      await page.getByRole("radio").nth(2).check();
      await page.getByRole("button", { name: "Snooze it" }).click();
      await page.getByRole("heading", { name: "Done" }).waitFor();

      await page.goto((await firstLink("tell")).url);
      await page.getByText("[your reason]").waitFor();
      await page.getByLabel("Reason").fill("The test device is on its way.");
      await page.getByLabel("Your name").fill("Bo");
      await page.getByRole("button", { name: "Send the mail" }).click();
      await page.getByRole("heading", { name: "Done" }).waitFor();
      const mail = await until("the mail to the publisher", async () =>
        (await readInbox(desk.inbox)).slice(inboxBefore).find(({ content }) => content.includes("The test device is")),
      );
      expect(mail.to).not.toContain("sla-team@notifier.example");

      for (const action of ["take", "snooze", "tell"] as const) {
        expect((await page.goto((await firstLink(action)).url))?.status()).toBe(410);
        await page.getByRole("heading", { name: "This link was used before" }).waitFor();
      }
      const history = await historyOf(page, BY_LINK.submissionId);
      const byLink = "by the link in the mail to sla-team@notifier.example,";
      expect(history).toContain(`Ada, ${byLink} took it until`);
      expect(history).toContain(`Somebody, ${byLink} took it until`);
      expect(history).toContain(`Bo, ${byLink} told the publisher of the delay`);
    });
  });
});
