import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

const committed = join(import.meta.dirname, "../../../calendars");

/** Nobody listens there. */
const NO_LEDGER = {
  TABLES: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${btoa("none")};TableEndpoint=http://127.0.0.1:1/devstoreaccount1;`,
};

// Each run starts a process of its own, which takes long on a busy machine.
jest.setTimeout(60_000);

describe("npm run calendars", () => {
  const folder = mkdtempSync(join(tmpdir(), "calendars-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("finds the committed calendars to be what a build makes", async () => {
    const { code, stdout, stderr } = await runTool("calendars", ["check"], { env: NO_LEDGER });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("No ledger answers");
  });

  it("shows what an own closure changes, then builds it beside the older file", async () => {
    cpSync(committed, folder, { recursive: true });
    const overrides = JSON.parse(readFileSync(join(folder, "overrides.json"), "utf8")) as object;
    const closure = { date: "2026-11-27", name: "Day after Thanksgiving", source: "test" };
    const working = { date: "2026-11-28", name: "Inventory", source: "test" };
    writeFileSync(
      join(folder, "overrides.json"),
      JSON.stringify({ ...overrides, US: { closures: [closure], workingDays: [working] } }),
    );
    const reviews = ["2026-11-25T18:00:00Z", "2026-11-26T18:00:00Z", "2026-11-16T18:00:00Z"].map((submittedAt, index) =>
      JSON.stringify({
        submissionId: `s${index}`,
        submittedAt,
        amount: 1,
        unit: "businessDays",
        calendar: "US",
        zone: "America/Los_Angeles",
        close: "17:00",
      }),
    );
    writeFileSync(join(folder, "reviews.jsonl"), `${reviews.join("\n")}\n`);
    const args = [
      "check",
      "--dir",
      folder,
      "--reviews",
      join(folder, "reviews.jsonl"),
      "--now",
      "2026-11-28T12:00:00Z",
    ];
    const check = await runTool("calendars", args);
    expect(check.code).toBe(1);
    expect(check.stdout).toContain(
      "- 2026-11-27 counted\n  + 2026-11-27 holiday Day after Thanksgiving\n  - 2026-11-28 weekend\n  + 2026-11-28 counted\n",
    );
    expect(check.stdout).toContain(
      "s0: due 2026-11-28T01:00:00Z would become 2026-11-29T01:00:00Z, a breach vanishes\n",
    );
    expect(check.stdout).toContain("2 deadlines would move: 0 breaches would appear, 2 would vanish.");

    const before = readdirSync(folder).filter((name) => name.startsWith("US@"));
    expect((await runTool("calendars", ["build", "--dir", folder])).code).toBe(0);
    const after = readdirSync(folder).filter((name) => name.startsWith("US@"));
    expect(after).toHaveLength(before.length + 1);
    expect(after).toEqual(expect.arrayContaining(before));
    expect((await runTool("calendars", ["check", "--dir", folder], { env: NO_LEDGER })).code).toBe(0);
  });

  it("refuses wrong use and overrides without a source", async () => {
    expect((await runTool("calendars", ["chekc"])).code).toBe(2);
    writeFileSync(join(folder, "wrong.jsonl"), '\n{"submissionId":"s1"}\n');
    const wrong = await runTool("calendars", ["check", "--reviews", join(folder, "wrong.jsonl")]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/^Line 2: submittedAt: .*; amount: .*\n$/);
    writeFileSync(
      join(folder, "overrides.json"),
      JSON.stringify({ US: { closures: [{ date: "2026-11-27", name: "x" }] } }),
    );
    const { code, stderr } = await runTool("calendars", ["build", "--dir", folder]);
    expect(code).toBe(2);
    expect(stderr).toContain("source");
  });
});
