import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

describe("templates check", () => {
  it("finds every html.hbs to be what its html.mjml compiles to", () => {
    const run = (): string =>
      execFileSync(process.execPath, [join(ROOT, "tools/templates.ts"), "check"], { encoding: "utf8" });
    expect(run).not.toThrow();
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
