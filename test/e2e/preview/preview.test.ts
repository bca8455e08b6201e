import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumPath, launchBrowser } from "../../../local/browser/launch-browser.ts";
import { NOTIFICATION_KINDS } from "../../../src/core/notifications/notification-kind.ts";

const PROJECT = join(import.meta.dirname, "../../..");
const SAMPLE = join(PROJECT, "samples/02-virtual-machine-failed-again.json");
/** Runs in the page, whose types are not ours: the first background up the tree that is not transparent. */
const EFFECTIVE_BACKGROUND = `(() => {
  for (let element = document.querySelector("h1"); element !== null; element = element.parentElement) {
    const color = getComputedStyle(element).backgroundColor;
    if (color !== "rgba(0, 0, 0, 0)") return color;
  }
  return "none";
})()`;

let folder: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "preview-"));
});

afterEach(async () => {
  running?.kill("SIGKILL");
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

const start = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, [join(PROJECT, "tools/preview.ts"), ...args], { env: { ...process.env, ...env } });

const run = async (args: readonly string[]): Promise<{ code: number | null; output: string }> => {
  const child = start(args);
  let output = "";
  child.stdout?.on("data", (data) => (output += String(data)));
  child.stderr?.on("data", (data) => (output += String(data)));
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { code, output };
};

describe("npm run preview", () => {
  it("writes the mail as HTML, as text, and as a page that shows both", async () => {
    const { code, output } = await run([SAMPLE, "--out", folder]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("Contoso Analytics Server failed") });
    const html = await readFile(join(folder, "mail.html"), "utf8");
    const text = await readFile(join(folder, "mail.txt"), "utf8");
    expect(html).toContain("200.3.3");
    expect(text).toMatch(/^Subject: Action needed: Contoso Analytics Server failed/);
    expect(await readFile(join(folder, "index.html"), "utf8")).toContain("Narrow");
  });

  it("names every problem of a broken event, and exits with 1", async () => {
    const { code, output } = await run([join(PROJECT, "samples/10-missing-fields.broken.json"), "--out", folder]);
    expect(code).toBe(1);
    expect(output).toContain("data.offer.type");
    expect(output).toContain("data.completedAt");
    expect(output).not.toMatch(/\n\s+at /);
  });

  it("says that an event mails nobody", async () => {
    const { code, output } = await run([join(PROJECT, "samples/08-power-bi-visual-passed.json"), "--out", folder]);
    expect({ code, output }).toEqual({ code: 0, output: "A review that passed mails nobody.\n" });
  });

  it("writes every kind of notification in more than one count and in each language", async () => {
    const { code, output } = await run(["--all", folder, "--no-png"]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^\d+ mails: /u) });
    const files = await readdir(folder);
    const kindsIn = (locale: string, extension: string) =>
      new Set(files.filter((file) => file.endsWith(`-${locale}.${extension}`)).map((file) => file.split("-")[0]));
    for (const extension of ["html", "txt"])
      for (const locale of ["en", "de"])
        expect([...kindsIn(locale, extension)].sort()).toEqual([...NOTIFICATION_KINDS].sort());
    for (const kind of NOTIFICATION_KINDS)
      for (const count of ["one", "two", "many"]) expect(files).toContain(`${kind}-${count}-de.html`);
    const page = await readFile(join(folder, "index.html"), "utf8");
    const listed = [...page.matchAll(/<section id="([^"]+)"/gu)].map(([, name]) => `${name}.html`);
    expect([...listed, "index.html"].sort()).toEqual(files.filter((file) => file.endsWith(".html")).sort());
    expect(files.filter((file) => file.endsWith(".png"))).toEqual([]);
  });

  it("exits with 2 for a file that is not there and for wrong use", async () => {
    expect((await run([join(folder, "none.json")])).code).toBe(2);
    expect((await run([])).code).toBe(2);
    expect((await run([SAMPLE, "--all", folder])).code).toBe(2);
  }, 30_000);

  const withChromium = chromiumPath === undefined ? it.skip : it;
  withChromium(
    "shows the mail dark in the dark frame, and reloads the page when a template changes",
    async () => {
      const templates = join(folder, "templates");
      await cp(join(PROJECT, "templates"), templates, { recursive: true });
      running = start([SAMPLE, "--out", join(folder, "out"), "--watch"], { TEMPLATES_DIR: templates });
      const url = await new Promise<string>((resolve) => {
        running?.stdout?.on("data", (data) => {
          const found = /http:\/\/\S+/.exec(String(data));
          if (found) resolve(found[0]);
        });
      });
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        await page.goto(url);
        const background = async (title: string): Promise<unknown> => {
          const frame = await (await page.$(`iframe[title=${title}]`))?.contentFrame();
          return await frame?.evaluate(EFFECTIVE_BACKGROUND);
        };
        expect(await background("Light")).toMatch(/^rgb/);
        expect(await background("Dark")).not.toBe(await background("Light"));

        const subject = join(templates, "certification-result/subject.hbs");
        await writeFile(subject, `Changed ${await readFile(subject, "utf8")}`);
        await page.waitForFunction("document.title.includes('Changed')", undefined, { timeout: 20_000 });
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});
