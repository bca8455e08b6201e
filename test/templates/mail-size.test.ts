import type { Browser } from "playwright-core";
import { chromiumPath, launchBrowser } from "../../local/browser/launch-browser.ts";
import { failed, makeWorld, realContent } from "../helpers/world.ts";

const findings = (count: number, characters: number) =>
  Array.from({ length: count }, (_, index) => ({
    policy: `200.${(index % 30) + 1}.${index % 7}`,
    title: `Finding number ${index + 1}`,
    message: "The check ended with an error & a <log>. ".repeat(Math.ceil(characters / 41)).slice(0, characters),
    severity: index % 3 === 0 ? "advisory" : "blocking",
  }));

/** The mail as it goes out, rendered by the app's own templates. */
const mailOf = async (count: number, data: object = {}, characters = 300) => {
  await realContent();
  const world = await makeWorld({ sendsAtOnce: true });
  await world.receive(
    failed({
      offer: { id: "contoso-vm", name: "Contoso VM", type: "azureVirtualMachine" },
      reportUrl: "https://learn.microsoft.com/report",
      findings: findings(count, characters),
      ...data,
    }),
  );
  const [mail] = world.mails;
  if (mail === undefined) throw new Error("Expected a mail.");
  return mail;
};

const BUTTON = "View the certification report";

describe("the size of a failure mail", () => {
  it.each([
    [0, 300],
    [3, 300],
    [40, 300],
    [40, 2_000],
    [500, 250],
  ])(
    "%i findings of %i characters: at most 90 KiB, with the button in the first 20,000 bytes",
    async (count, characters) => {
      const { html } = await mailOf(count, {}, characters);
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90 * 1024);
      const at = html.indexOf(`>${BUTTON}<`) < 0 ? html.indexOf(BUTTON) : html.indexOf(`>${BUTTON}<`);
      expect(at).toBeGreaterThan(0);
      expect(Buffer.byteLength(html.slice(0, at))).toBeLessThan(20_000);
    },
  );

  it("keeps the button near the top, and the mail small, whatever the names", async () => {
    const offer = { id: "o", name: "<&>".repeat(170), type: "azureVirtualMachine" };
    const { html } = await mailOf(3, { offer, contacts: [{ email: "ada@contoso.example", name: "&".repeat(256) }] });
    expect(Buffer.byteLength(html.slice(0, html.indexOf(BUTTON)))).toBeLessThan(20_000);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90 * 1024);
  });

  it("names at the top of its HTML part how many findings that has no room for, and where they are", async () => {
    const { html, text } = await mailOf(500, {}, 250);
    const said = /This mail has room for (\d+) of 500 findings\. The certification report has all of them\./u.exec(
      html,
    );
    expect(Number(said?.[1])).toBeGreaterThan(20);
    expect(html.match(/Finding number/gu)?.length).toBeGreaterThanOrEqual(Number(said?.[1]));
    expect(said?.index).toBeLessThan(html.indexOf("What was found"));
    expect(text).toMatch(/Fix the 333 points marked/u);
  });

  it("has every finding in its plain-text part, which nobody cuts", async () => {
    const { text } = await mailOf(500, {}, 250);
    for (let number = 1; number <= 500; number += 1)
      expect(text).toMatch(new RegExp(`Finding number ${number}\\b`, "u"));
    expect(text).not.toContain("This mail has room for");
  });

  it("shortens one finding of 32 KiB rather than fill the mail with it", async () => {
    const { html } = await mailOf(1, {}, 32_000);
    expect(Buffer.byteLength(html)).toBeLessThan(40_000);
    expect(html).toContain("(shortened; the report has all of it)");
  });
});

describe("the button of a failure mail", () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = chromiumPath === undefined ? undefined : await launchBrowser();
  }, 60_000);
  afterAll(async () => await browser?.close());

  const itInBrowser = chromiumPath === undefined ? it.skip : it;

  itInBrowser("stands above 600 px also when the offer has a name of 200 characters without a blank", async () => {
    const page = await browser?.newPage({ viewport: { width: 320, height: 640 } });
    if (page === undefined) throw new Error("Expected a browser.");
    const offer = { id: "o", name: "Contoso".repeat(29).slice(0, 200), type: "azureVirtualMachine" };
    await page.setContent((await mailOf(3, { offer })).html);
    const box = await page.getByRole("link", { name: BUTTON }).first().boundingBox();
    if (box === null) throw new Error("Expected a button.");
    expect(box.y + box.height).toBeLessThan(600);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
    await page.close();
  });

  itInBrowser.each([0, 3, 40])("stands above 600 px on a phone of 320 by 640, with %i findings", async (count) => {
    const page = await browser?.newPage({ viewport: { width: 320, height: 640 } });
    if (page === undefined) throw new Error("Expected a browser.");
    await page.setContent((await mailOf(count)).html);
    const box = await page.getByRole("link", { name: BUTTON }).first().boundingBox();
    if (box === null) throw new Error("Expected a button.");
    expect(box.y + box.height).toBeLessThan(600);
    expect(box.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
    await page.close();
  });

  it.each([
    [
      {
        reportUrl: undefined,
        offer: { id: "o", name: "O", type: "azureVirtualMachine", url: "https://learn.microsoft.com/o" },
      },
      "Open the offer in Partner Center",
    ],
    [{ reportUrl: undefined }, "Open your offers in Partner Center"],
    [{}, BUTTON],
  ])("leads to the report, else to the offer, else to the page of all offers", async (data, text) => {
    expect((await mailOf(2, data)).html).toContain(text);
  });
});
