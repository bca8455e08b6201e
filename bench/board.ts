import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { TableClient } from "@azure/data-tables";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";
import { systemRandom } from "../src/adapters/system/system-clock.ts";
import { TableEntityStore } from "../src/adapters/table-storage/table-entity-store.ts";
import { reviewPartition } from "../src/core/certification/review-id.ts";
import { instantFromMs } from "../src/core/instant.ts";
import { placeReviews } from "../src/core/ledger/place-reviews.ts";
import type { ClockState } from "../src/core/sla/review-clock.ts";
import type { ReviewRecord } from "../src/core/sla/review-record.ts";
import { LocalStack } from "../test/helpers/local-stack.ts";
import { type CountingProxy, proxyTables } from "../test/helpers/local-stack-proxy.ts";

const {
  reviews: REVIEWS,
  requests: REQUESTS,
  json,
} = new Command("npm run bench -- board")
  .description(
    "The desk's board over many reviews: requests to the tables, counted at the wire, bytes of the page, and its time beside that of a function that does nothing.",
  )
  .option("--reviews <n>", "reviews in the ledger, half of them open", toCount, 10_000)
  .option("--requests <n>", "requests for each measurement", toCount, 100)
  .option("--json", "one line of JSON")
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<{ reviews: number; requests: number; json?: boolean }>();

const STATES: readonly ClockState[] = ["breached", "met", "warned", "metLate", "running", "met", "paused", "met"];
const DAY_IN_MS = 86_400_000;
const START = Date.now() - 5 * DAY_IN_MS;

const toRecord = (n: number): ReviewRecord => {
  const state = STATES[n % STATES.length] ?? "running";
  const submittedAt = instantFromMs(START - (n % 30) * DAY_IN_MS);
  const dueAt = instantFromMs(START + ((n * 37) % 900) * 3_600_000);
  return {
    facts: {
      submissionId: `11529215156${String(n).padStart(8, "0")}`,
      offer: { id: `offer-${n}`, name: `An offer with a name of usual length ${n}`, type: "azureVirtualMachine" },
      publisher: { id: `publisher-${n % 300}` },
      contacts: [],
      traits: {},
    },
    clock: {
      state,
      submittedAt,
      isProvisional: false,
      days: [],
      steps: [],
      ...(state === "paused" ? {} : { dueAt }),
      ...(state.startsWith("met") ? { stoppedAt: dueAt } : {}),
    },
    announcements: [],
    flags: [],
  };
};

const fill = async (tables: string): Promise<void> => {
  const store = new TableEntityStore((table) =>
    TableClient.fromConnectionString(tables, table, { allowInsecureConnection: true }),
  );
  const since = instantFromMs(START);
  const placings = Array.from({ length: REVIEWS }, (_, n) => {
    const record = toRecord(n);
    return { partition: reviewPartition(record.facts.submissionId), record, since };
  });
  await placeReviews({ store, random: systemRandom }, placings);
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Milliseconds to the first byte, and the bytes of the body. */
const ask = async (url: string, headers: Record<string, string>): Promise<{ ms: number; bytes: number }> => {
  const from = performance.now();
  const response = await fetch(url, { headers });
  const ms = performance.now() - from;
  const { byteLength } = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return { ms, bytes: byteLength };
};

const run = async (): Promise<void> => {
  let tablesProxy: CountingProxy | undefined;
  const stack = await LocalStack.start({
    keepRaw: false,
    entry: join(import.meta.dirname, "board", "entry.ts"),
    settings: { DESK_AUTH: "local" },
    through: async ({ tables, serviceBus }) => {
      const port = /127\.0\.0\.1:(\d+)/.exec(tables)?.[1];
      tablesProxy = await proxyTables(Number(port));
      return { tables: tables.replace(`:${port}`, `:${tablesProxy.port}`), serviceBus };
    },
  });
  try {
    process.stderr.write(`Filling in ${REVIEWS} reviews.\n`);
    await fill(stack.tables);
    await stack.runTimer("sweep-sla");
    const headers = { "x-functions-key": stack.functionKey };
    const places = {
      empty: "/api/empty",
      board: "/api/desk",
      "board, one state": "/api/desk?state=breached",
      "list, a publisher in one state": "/api/submissions?publisher=publisher-7&state=met",
      "list, all": "/api/submissions",
    };
    const figures: Record<string, { tableRequests: number; bytes: number; p50InMs: number }> = {};
    for (const [name, path] of Object.entries(places)) {
      for (let n = 0; n < 10; n += 1) await ask(stack.http + path, headers);
      // The sweep of each minute makes requests of its own: the fewest of some tries are the page's.
      const counts: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        tablesProxy?.reset();
        await ask(stack.http + path, headers);
        await pause(50);
        counts.push(Object.values(tablesProxy?.counts ?? {}).reduce((sum, count) => sum + count, 0));
      }
      const answers: { ms: number; bytes: number }[] = [];
      for (let n = 0; n < REQUESTS; n += 1) answers.push(await ask(stack.http + path, headers));
      const p50InMs = Math.round(median(answers.map(({ ms }) => ms)) * 10) / 10;
      figures[name] = { tableRequests: Math.min(...counts), bytes: answers[0]?.bytes ?? 0, p50InMs };
    }
    if (json === true) console.log(JSON.stringify({ bench: "board", reviews: REVIEWS, ...figures }));
    else console.table(figures);
    const { tableRequests = 0, bytes = 0, p50InMs = 0 } = figures["board"] ?? {};
    if (tableRequests > 3 || bytes > 150_000 || p50InMs > 150) process.exitCode = 1;
  } finally {
    await stack.stop();
    tablesProxy?.close();
  }
};

await run();
