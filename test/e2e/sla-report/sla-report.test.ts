import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { calendarVersion } from "../../../src/adapters/calendars/calendar-version.ts";
import { TableEntityStore } from "../../../src/adapters/table-storage/table-entity-store.ts";
import { parseEvent } from "../../../src/core/certification/parse-event.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { readReview } from "../../../src/core/ledger/review-rows.ts";
import type { CalendarFile } from "../../../src/core/sla/business-calendar.ts";
import { type Azurite, startAzurite } from "../../helpers/azurite.ts";
import { passed, submitted } from "../../helpers/world.ts";
import { coreAt } from "../../unit/sla-sweep/due-reviews.ts";
import { runTool } from "../sla/run-tool.ts";

let azurite: Azurite;
let store: TableEntityStore;
let env: Record<string, string>;

/** Two reviews of 6 January 2025: one passed in time, one open and late since the 8th. */
beforeAll(async () => {
  azurite = await startAzurite();
  env = { TABLES: azurite.connectionString, SLA_TIME_ZONE: "" };
  store = new TableEntityStore((table) =>
    TableClient.fromConnectionString(azurite.connectionString, table, { allowInsecureConnection: true }),
  );
  const { receiveEvent } = await coreAt(store, "2025-01-07T19:00:00Z");
  for (const event of [
    submitted({ submissionId: "in-time", submittedAt: "2025-01-06T18:00:00Z" }),
    passed({ submissionId: "in-time", completedAt: "2025-01-07T18:00:00Z" }),
    submitted({ submissionId: "=late", submittedAt: "2025-01-06T18:00:00Z", publisher: { id: "=cmd()" } }),
  ]) {
    const parsed = parseEvent({ body: new TextEncoder().encode(JSON.stringify(event)), properties: {} });
    if (parsed.kind === "invalid") throw new TypeError(parsed.problems.join("; "));
    await receiveEvent(parsed);
  }
}, 60_000);

afterAll(async () => {
  await azurite.stop();
});

const report = async (...args: string[]) =>
  await runTool("sla", ["report", "--from", "2025-01-06", "--to", "2025-01-10", ...args], { env });

describe("npm run sla -- report", () => {
  it("prints the three figures and what is late", async () => {
    const { code, stdout } = await report();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^all +100 % +1\/1 +50 % +1\/2 +50 % +1\/2/m);
    expect(stdout).toContain("late  due 2025-01-08  Contoso Assessment (=late)");
  }, 30_000);

  it("gives JSON, CSV without formulas, and a page that needs nothing else", async () => {
    const [json, csv, html] = await Promise.all([
      report("--json", "--by", "week"),
      report("--csv", "--by", "publisher"),
      report("--html"),
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      by: "week",
      groups: [{ name: "2025-01-06", attainment: { closedAndOverdue: { kept: 1, of: 2 } } }],
    });
    expect(csv.stdout.split("\r\n").slice(1)).toEqual([
      "'=cmd(),0,0,0,1,0,1,,,0,0",
      "contoso,1,1,1,1,1,1,8,8,0,0",
      "all,1,1,1,2,1,2,8,8,0,0",
      "",
    ]);
    expect(html.stdout).toContain("<svg");
    expect(html.stdout).not.toMatch(/<script|<link|src=|url\(/);
  }, 30_000);

  it("exits 2 for wrong use and 1 for a ledger that does not answer", async () => {
    const [wrong, both, away] = await Promise.all([
      report("--by", "day"),
      report("--json", "--csv"),
      runTool("sla", ["report"], {
        env: { TABLES: azurite.connectionString.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1") },
      }),
    ]);
    expect([wrong.code, both.code, away.code]).toEqual([2, 2, 1]);
    expect(away.stderr).not.toContain("AccountKey");
  }, 60_000);
});

describe("npm run calendars -- apply", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "calendars-"));
    const own = join(import.meta.dirname, "../../../calendars");
    const current = JSON.parse(await readFile(join(own, "current.json"), "utf8")) as Record<string, string>;
    const old = await readFile(join(own, `${current.US}.json`), "utf8");
    const file = JSON.parse(old) as CalendarFile;
    const holidays = [...file.holidays, { date: "2025-01-08", name: "Company day" }].sort((a, b) =>
      a.date < b.date ? -1 : 1,
    );
    const version = calendarVersion({ ...file, holidays });
    await writeFile(join(folder, `${current.US}.json`), old);
    await writeFile(join(folder, `US@${version}.json`), JSON.stringify({ ...file, holidays, version }));
    await writeFile(join(folder, "current.json"), JSON.stringify({ US: `US@${version}` }));
    await writeFile(join(folder, "reviews.txt"), '{"submissionId":"=late"}\nin-time\n');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("lets check say which open deadlines of the ledger a build would move, and which breaches would vanish", async () => {
    const closed = await mkdtemp(join(tmpdir(), "calendars-"));
    await cp(join(import.meta.dirname, "../../../calendars"), closed, { recursive: true });
    const closure = { date: "2025-01-08", name: "Company day", source: "test" };
    await writeFile(join(closed, "overrides.json"), JSON.stringify({ US: { closures: [closure] } }));
    const check = async (now: string) => await runTool("calendars", ["check", "--dir", closed, "--now", now], { env });
    const { code, stdout } = await check("2025-01-09T12:00:00Z");
    await rm(closed, { recursive: true });
    expect(code).toBe(1);
    expect(stdout.split("\n").slice(-4)).toEqual([
      "The ledger has 1 open review.",
      "=late: due 2025-01-09T01:00:00Z would become 2025-01-10T01:00:00Z, a breach vanishes",
      "1 deadline would move: 0 breaches would appear, 1 would vanish.",
      "",
    ]);
  }, 60_000);

  it("shows what would move, moves it with --yes, and leaves what has stopped", async () => {
    const apply = async (...args: string[]) => await runTool("calendars", ["apply", "--dir", folder, ...args], { env });
    const dry = await apply("--reviews", join(folder, "reviews.txt"));
    expect(dry.stdout).toContain("due 2025-01-09T01:00:00Z to 2025-01-10T01:00:00Z");
    expect(dry.stdout).toContain("in-time: has a result");
    expect(dry.stdout).toContain("1 review would change; nothing was written");
    const record = async () => (await readReview(store, reviewPartition("=late"))).review?.record;
    expect((await record())?.repins).toBeUndefined();
    const { code } = await apply("--yes", "--reviews", "=late");
    expect(code).toBe(0);
    expect(await record()).toMatchObject({
      clock: { dueAt: "2025-01-10T01:00:00.0000000Z" },
      repins: [{ dueAtBefore: "2025-01-09T01:00:00.0000000Z", dueAtAfter: "2025-01-10T01:00:00.0000000Z" }],
    });
    expect((await apply("--reviews", "nobody")).code).toBe(1);
    expect((await apply()).code).toBe(2);
  }, 60_000);
});

describe("npm run sla -- simulate", () => {
  it("plays the same days for the same seed, and finds nothing early, twice or forgotten", async () => {
    const [first, second] = await Promise.all([
      runTool("sla", ["simulate", "--days", "10", "--seed", "7", "--reviews", "10"]),
      runTool("sla", ["simulate", "--days", "10", "--seed", "7", "--reviews", "10"]),
    ]);
    expect(first).toEqual(second);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      "Nothing early, nothing twice, nothing forgotten, and nothing but breaches outside of 09:00 on business days.",
    );
    expect(first.stdout).toMatch(/^2026-11-10 +\d+ +\d+ +\d+ +\d+/m);
    expect((await runTool("sla", ["simulate", "--days", "0"])).code).toBe(2);
  }, 60_000);
});
