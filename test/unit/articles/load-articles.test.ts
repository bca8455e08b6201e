import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadArticles } from "../../../src/adapters/articles/load-articles.ts";
import { readArticles } from "../../../src/adapters/articles/read-articles.ts";
import { sampleText } from "./sample-article.ts";

const team = join(import.meta.dirname, "../../fixtures/articles/team");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "articles-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (file: string, content: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
};
const general = (): string => join(folder, "own", "general.md");
const titled = (title: string): string => sampleText("", [`pageTitle="${title}"`]);

describe("loadArticles", () => {
  it("takes the team's own files as they are, with the project's general article", async () => {
    write("own/general.md", titled("For all others"));
    write("own/teams.md", titled("Teams app: not loaded"));
    const catalogue = await loadArticles(team, general());
    expect(catalogue.articles).toHaveLength(16);
    expect(catalogue.problems).toEqual([]);
    expect(catalogue.find("teamsApp").article.file).toBe("14.md");
    expect(catalogue.find("cosellOnly")).toMatchObject({ isGeneral: true, article: { title: "For all others" } });
  });

  it("passes by a pipe and a device, which have no end", async () => {
    write("own/general.md", titled("For all others"));
    mkdirSync(join(folder, "team"));
    execFileSync("mkfifo", [join(folder, "team", "pipe.md")]);
    symlinkSync("/dev/zero", join(folder, "team", "device.md"));
    expect(await readArticles(join(folder, "team"))).toEqual(
      ["device.md", "pipe.md"].map((file) => ({ file, parsed: { kind: "skipped", reason: "it is no ordinary file" } })),
    );
    expect((await loadArticles(join(folder, "team"), general())).problems).toEqual([]);
  });

  it("prefers a general article of the folder", async () => {
    write("own/general.md", titled("For all others"));
    write("team/GENERAL.MD", titled("The team's"));
    expect((await loadArticles(join(folder, "team"), general())).find("x").article.title).toBe("The team's");
  });

  it("leaves a broken article out and names it, and serves the general one", async () => {
    write("own/general.md", titled("For all others"));
    write("team/vm.md", titled("Virtual machine").replace("/>", ""));
    write("team/general.md", "");
    const catalogue = await loadArticles(join(folder, "team"), general());
    expect(catalogue.find("azureVirtualMachine")).toMatchObject({
      isGeneral: true,
      article: { title: "For all others" },
    });
    expect(catalogue.problems.map(({ file }) => file)).toEqual(["general.md", "vm.md"]);
  });

  it("serves something even when no general article is anywhere", async () => {
    mkdirSync(join(folder, "team"));
    const catalogue = await loadArticles(join(folder, "team"), general());
    expect(catalogue.find("teamsApp")).toMatchObject({ isGeneral: true, article: { version: "built-in" } });
  });

  it("throws for a folder that is not there", async () => {
    await expect(loadArticles(join(folder, "none"), general())).rejects.toThrow("ENOENT");
  });
});

describe("readArticles", () => {
  it("reads locale folders after the default language, and names what it passes over", async () => {
    write("z.md", titled("Teams"));
    write("de-DE/a.md", titled("Teams"));
    write("zh-Hans/a.md", titled("Teams"));
    write("new/a.md", titled("Teams"));
    write("de-DE/fr/a.md", titled("Teams"));
    write("media.png", "");
    write(".hidden.md", "");
    mkdirSync(join(folder, "folder.md"));
    const files = await readArticles(folder);
    expect(
      files.map(({ file, parsed }) => [file, parsed.kind === "article" ? parsed.article.locale : parsed.kind]),
    ).toEqual([
      ["folder.md", "skipped"],
      ["media.png", "skipped"],
      ["new", "skipped"],
      ["z.md", undefined],
      ["de-DE/a.md", "de-DE"],
      ["de-DE/fr", "skipped"],
      ["zh-Hans/a.md", "zh-Hans"],
    ]);
  });

  it("reads only the beginning of a file that is far too large", async () => {
    write("a.md", titled("Teams").padEnd(5_000_000, "x"));
    expect(await readArticles(folder)).toMatchObject([
      { parsed: { kind: "broken", problems: [{ message: expect.stringContaining("5000000 bytes") }] } },
    ]);
  });
});
