import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { MemoryEntityStore } from "../src/adapters/memory/memory-entity-store.ts";
import { MemoryWorkQueue } from "../src/adapters/memory/memory-work-queue.ts";
import { TableEntityStore } from "../src/adapters/table-storage/table-entity-store.ts";
import { parseEvent } from "../src/core/certification/parse-event.ts";
import { inParallel } from "../src/core/in-parallel.ts";
import { type Instant, instant } from "../src/core/instant.ts";
import { DUE_PARTITIONS, duePartition, dueRow, REVIEW_ROW, reviewPartition } from "../src/core/ledger/keys.ts";
import { fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import type { EntityStore, OutgoingMail, Write } from "../src/core/ports.ts";
import { loadCoreContent, wireCore } from "../tools/simulate/wire-core.ts";

/*
 * How long a sweep takes, and how many requests it makes. `--azurite` measures on Azurite in sizes that it can bear.
 * Instants lie in the past: the table service's own clock decides too.
 */

const SUBMITTED_AT = "2025-01-06T18:00:00Z";
const RECEIVED_AT = instant("2025-01-06T18:01:00Z");
const WARNED_AT = instant("2025-01-08T01:00:30Z");
/** Reviews that only fill the index are due a year later. */
const LATER_AT = instant("2026-01-08T01:00:00Z");

const content = await loadCoreContent();

interface Counted {
  readonly store: EntityStore;
  readonly counts: { get: number; list: number; transact: number };
}

const counting = (store: EntityStore): Counted => {
  const counts = { get: 0, list: 0, transact: 0 };
  return {
    counts,
    store: {
      get: async (...args) => {
        counts.get += 1;
        return await store.get(...args);
      },
      list: async (...args) => {
        counts.list += 1;
        return await store.list(...args);
      },
      transact: async (...args) => {
        counts.transact += 1;
        return await store.transact(...args);
      },
    },
  };
};

const coreOn = (store: EntityStore, now: Instant) => {
  let ids = 0;
  const mails: OutgoingMail[] = [];
  const clock = { now: () => now, sleep: async () => await new Promise<void>(() => {}) };
  const queue = new MemoryWorkQueue(clock);
  const mailer = {
    send: async (mail: OutgoingMail) => {
      mails.push(mail);
      return { kind: "accepted", answer: "250 OK" } as const;
    },
    close: async () => {},
  };
  const random = { newId: () => `${now}-${++ids}`, fraction: () => 0 };
  const rejectedMessages = { put: async () => {} };
  const core = wireCore(content, { store, queue, clock, mailer, random, rejectedMessages, report: console.error });
  return { ...core, queue, mails };
};

const toEvent = (submissionId: string) => {
  const body = JSON.stringify({
    specversion: "1.0",
    id: submissionId,
    source: "/bench",
    type: "marketplace.certification.submitted",
    data: {
      submissionId,
      offer: { id: submissionId, name: `Offer ${submissionId}`, type: "consultingService" },
      publisher: { id: "contoso" },
      submittedAt: SUBMITTED_AT,
    },
  });
  const event = parseEvent({ body: new TextEncoder().encode(body), properties: {} });
  if (event.kind === "invalid") throw new TypeError(event.problems.join("; "));
  return event;
};

/** `due` reviews whose warning has come, among `open` in all; the others have their rows in review table and due index. */
const fill = async (store: EntityStore, due: number, open: number): Promise<void> => {
  const { receiveEvent } = coreOn(store, RECEIVED_AT);
  const ids = Array.from({ length: due }, (_, index) => `due-${index}`);
  await inParallel(ids, 32, async (submissionId) => await receiveEvent(toEvent(submissionId)));
  const sample = await store.get("reviews", reviewPartition("due-0"), REVIEW_ROW);
  if (sample === undefined) throw new TypeError("No review was made.");
  const { blobs, fields } = sample;
  fromReviewEntity(sample);
  const rows = new Map<string, Write[]>();
  for (let index = due; index < open; index += 1) {
    const partition = reviewPartition(`open-${index}`);
    const key = duePartition(partition);
    const write: Write = { kind: "upsert", rowKey: dueRow(LATER_AT, "clock", partition), fields: { overdueCount: 0 } };
    rows.set(key, [...(rows.get(key)?.length === 100 ? [] : (rows.get(key) ?? [])), write]);
    if (rows.get(key)?.length === 100) await store.transact("due", key, rows.get(key) ?? []);
    if (open <= 10_000)
      await store.transact("reviews", partition, [{ kind: "upsert", rowKey: REVIEW_ROW, fields, blobs }]);
  }
  for (const [key, writes] of rows) if (writes.length < 100) await store.transact("due", key, writes);
};

const measure = async (name: string, raw: EntityStore, due: number, open: number) => {
  await fill(raw, due, open);
  // The memory store sorts with the first read after a write; a table service is sorted already.
  for (const partition of DUE_PARTITIONS) await raw.list("due", partition, { to: "" });
  const { store, counts } = counting(raw);
  const core = coreOn(store, WARNED_AT);
  const startedAt = performance.now();
  const { announced, digests } = await core.sweepSla();
  const seconds = (performance.now() - startedAt) / 1_000;
  const requests = { ...counts };
  for (const hint of core.queue.take()) await core.sendNotification(hint);
  const mailSeconds = (performance.now() - startedAt) / 1_000 - seconds;
  const figures = { name, due, open, announced, digests, mails: core.mails.length, seconds, mailSeconds, requests };
  console.log(
    json
      ? JSON.stringify({ bench: "sweep", ...figures })
      : `${name}: ${announced} of ${due} due among ${open} open announced in ${seconds.toFixed(2)} s, ${digests} digest, mail ${mailSeconds.toFixed(2)} s; ` +
          `${requests.list} range reads, ${requests.get} reads, ${requests.transact} writes`,
  );
  if (announced !== due || digests !== 1 || core.mails.length !== 1) process.exitCode = 1;
  return figures;
};

const json = process.argv.includes("--json");

const inMemory = async (): Promise<void> => {
  const clock = { now: () => WARNED_AT, sleep: async () => {} };
  for (const [due, open] of [
    [50, 1_000],
    [50, 10_000],
    [50, 100_000],
    [50, 1_000_000],
    [10_000, 10_000],
  ] as const) {
    await measure("memory", new MemoryEntityStore(clock), due, open);
  }
};

const ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Azurite in a process of its own for one measurement. */
const onAzurite = async (due: number, open: number): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-sweep-"));
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "..", "local", "tables", "main.ts"), "--port", "0", "--data-dir", folder],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const line = await new Promise<string>((resolve) => child.stdout.once("data", (data) => resolve(String(data))));
    const tables = (JSON.parse(line) as { tables: string }).tables;
    const connection = tables.includes("AccountKey") ? tables : `${tables};AccountKey=${ACCOUNT_KEY}`;
    const store = new TableEntityStore((table) =>
      TableClient.fromConnectionString(connection, table, { allowInsecureConnection: true }),
    );
    await measure("azurite", store, due, open);
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
};

if (process.argv.includes("--azurite")) {
  for (const [due, open] of [
    [50, 1_000],
    [50, 10_000],
    [2_000, 2_000],
  ] as const) {
    await onAzurite(due, open);
  }
} else {
  await inMemory();
}
