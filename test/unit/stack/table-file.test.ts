import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTableFile } from "../../../local/tables/table-file.ts";

describe("checkTableFile", () => {
  const dir = mkdtempSync(join(tmpdir(), "tables-"));
  const file = join(dir, "tables.json");
  afterAll(() => rmSync(dir, { recursive: true }));

  it("lets a first start be", () => {
    expect(() => checkTableFile(file)).not.toThrow();
  });

  it("takes an empty file for damage, not for an empty ledger", () => {
    writeFileSync(file, "");
    expect(() => checkTableFile(file)).toThrow(/tables\.json is empty.*\n.*remove it/);
  });

  it("keeps the file to its owner", () => {
    writeFileSync(file, "{}", { mode: 0o644 });
    checkTableFile(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
