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

  const checkOf = (change: (folder: string) => void): { status: number | null; lines: readonly string[] } => {
    const folder = mkdtempSync(join(tmpdir(), "templates-"));
    try {
      cpSync(join(ROOT, "templates"), folder, { recursive: true });
      change(folder);
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(ROOT, "tools/templates.ts"), "check", "--dir", folder],
        { encoding: "utf8" },
      );
      return { status, lines: stderr.split("\n").filter((line) => line !== "") };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  const changeJson = (file: string, change: (locale: Record<string, Record<string, string | undefined>>) => void) => {
    const locale = JSON.parse(readFileSync(file, "utf8"));
    change(locale);
    writeFileSync(file, JSON.stringify(locale));
  };

  it("names file and key of a word that is missing, and of one that is no ICU message", () => {
    const { status, lines } = checkOf((folder) =>
      changeJson(join(folder, "locales/de.json"), ({ failed = {}, result = {} }) => {
        failed["tag"] = "{offer";
        result["ask"] = undefined;
      }),
    );
    expect(lines).toEqual([
      expect.stringMatching(/locales\/de\.json: "result\.ask" is missing\.$/u),
      expect.stringMatching(/locales\/de\.json: "failed\.tag" is no ICU message: /u),
    ]);
    expect(status).toBe(1);
  }, 30_000);

  it("names file and key of a word that nothing says, and of names that are no words", () => {
    const { status, lines } = checkOf((folder) => {
      for (const locale of ["en", "de"])
        changeJson(join(folder, `locales/${locale}.json`), ({ digest = {}, slaDigestLayout = {} }) => {
          digest["spare"] = "x";
          digest["leftOut"] = undefined;
          slaDigestLayout["offer"] = undefined;
        });
    });
    expect(lines).toEqual([
      expect.stringMatching(/locales\/en\.json: "digest\.spare" is named by no code and no template\.$/u),
      expect.stringMatching(/compose-digest\.ts: "digest\.leftOut" is not in locales\/en\.json\.$/u),
      expect.stringMatching(/sla-digest\/html\.hbs: "slaDigestLayout\.offer" is not in locales\/en\.json\.$/u),
      expect.stringMatching(/sla-digest\/html\.mjml: "slaDigestLayout\.offer" is not in locales\/en\.json\.$/u),
    ]);
    expect(status).toBe(1);
  }, 30_000);

  it("finds no template that writes a variable without escaping it", () => {
    const files = readdirSync(join(ROOT, "templates"), { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.(?:hbs|mjml)$/u.test(file),
    );
    expect(files).toContain(join("certification-result", "html.hbs"));
    const raw = files.filter((file) => /\{\{\{|\{\{~?&/u.test(readFileSync(join(ROOT, "templates", file), "utf8")));
    expect(raw).toEqual([]);
  });

  it("names what Outlook's Word ignores: what it does not know, and boxes outside of table cells", () => {
    const { status, lines } = checkOf((folder) => {
      const file = join(folder, "partials/findings.mjml");
      const source = readFileSync(file, "utf8");
      writeFileSync(file, source.replace('<p class="p">', '<p style="padding: 8px; box-shadow: 0 0 2px #000">'));
    });
    expect(lines.filter((line) => line.includes("certification-result/") && line.includes("Word"))).toEqual([
      expect.stringMatching(/certification-result\/html\.hbs:\d+: Word ignores "box-shadow"\.$/u),
      expect.stringMatching(/certification-result\/html\.hbs:\d+: Word ignores "padding" on <p>\.$/u),
    ]);
    expect(status).toBe(1);
  }, 30_000);
});
