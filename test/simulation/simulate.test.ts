import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { runSeed, type SeedResult } from "../../sim/run-seed.ts";
import { loadCoreContent } from "../../sim/wire-core.ts";
import type { CoreContent } from "../../src/core/core.ts";

const run = promisify(execFile);
const TOOL = join(import.meta.dirname, "..", "..", "tools", "simulate.ts");

let content: CoreContent;

beforeAll(async () => {
  content = await loadCoreContent();
});

describe("runSeed", () => {
  it("finds that all holds in fifty worlds, and fails calls of every kind in them", async () => {
    const watch =
      /CRASH before|CRASH after|\[before\]|\[after\]|\[repeated\]|\[sender is dead\]|its lock ran out|abandoned|goes away|clock is now off|put aside|announcement|sweep failed|Delivery report \w+ (\w+)|write state quota|is (?:sending|sent) as|replay to [\w-]+/g;
    const seen = new Set<string>();
    const results: SeedResult[] = [];
    for (let seed = 1; seed <= 50; seed += 1) {
      const trace = (line: string): void => {
        for (const [what, outcome] of line.matchAll(watch)) seen.add(outcome ?? what);
      };
      results.push(await runSeed(seed, content, trace));
    }
    expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
    // A simulation in which nothing happens would find nothing either.
    expect(results.reduce((sum, { mails }) => sum + mails, 0)).toBeGreaterThan(100);
    expect(seen.size).toBe(21);
  }, 60_000);

  it("does the same again for the same seed", async () => {
    const traces: string[][] = [[], []];
    for (const trace of traces) await runSeed(4, content, (line) => trace.push(line));
    expect(traces[0]?.length).toBeGreaterThan(100);
    expect(traces[0]).toEqual(traces[1]);
  });
});

describe("npm run simulate", () => {
  it("prints a summary, and ends well when all holds", async () => {
    const { stdout } = await run(process.execPath, [TOOL, "--seeds", "2"]);
    expect(stdout).toMatch(/^2 seeds in .*, 0 failing$/m);
  });

  it("prints everything that happens in one seed", async () => {
    const { stdout } = await run(process.execPath, [TOOL, "--trace", "3"]);
    expect(stdout).toMatch(/^seed 3: \{/);
    expect(stdout).toMatch(/sweep/);
    expect(stdout).toMatch(/all holds\n$/);
  });

  it("takes any seed of 32 bits", async () => {
    const { stdout } = await run(process.execPath, [TOOL, "--from", "4294967295", "--seeds", "1"]);
    expect(stdout).toMatch(/^1 seeds in .*, 0 failing$/m);
    await expect(run(process.execPath, [TOOL, "--from", "4294967296"])).rejects.toMatchObject({ code: 2 });
  });

  it("tells wrong use from findings", async () => {
    await expect(run(process.execPath, [TOOL, "--seeds", "many"])).rejects.toMatchObject({ code: 2 });
  });
});
