import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

describe("templates check", () => {
  it("finds every html.hbs to be what its html.mjml compiles to", () => {
    const run = (): string =>
      execFileSync(process.execPath, [join(ROOT, "tools/templates.ts"), "check"], { encoding: "utf8" });
    expect(run).not.toThrow();
  }, 30_000);

  it("names file and key of a word that is missing, and of one that is no ICU message", () => {
    const folder = mkdtempSync(join(tmpdir(), "templates-"));
    try {
      cpSync(join(ROOT, "templates"), folder, { recursive: true });
      const file = join(folder, "locales", "de.json");
      const german = JSON.parse(readFileSync(file, "utf8"));
      german.failed.tag = "{offer";
      german.result.ask = undefined;
      writeFileSync(file, JSON.stringify(german));
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(ROOT, "tools/templates.ts"), "check", "--dir", folder],
        { encoding: "utf8" },
      );
      expect(stderr.split("\n").filter((line) => line.includes("de.json"))).toEqual([
        expect.stringMatching(/locales\/de\.json: "result\.ask" is missing\.$/u),
        expect.stringMatching(/locales\/de\.json: "failed\.tag" is no ICU message: /u),
      ]);
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);

  it("finds no template that writes a variable without escaping it", () => {
    const files = readdirSync(join(ROOT, "templates"), { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.(?:hbs|mjml)$/u.test(file),
    );
    expect(files).toContain(join("certification-failed", "html.hbs"));
    const raw = files.filter((file) => /\{\{\{|\{\{~?&/u.test(readFileSync(join(ROOT, "templates", file), "utf8")));
    expect(raw).toEqual([]);
  });
});
