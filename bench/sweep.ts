import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { Command, InvalidArgumentError } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { loadCoreContent, wireCore } from "../sim/wire-core.ts";
import { MemoryEntityStore } from "../src/adapters/memory/memory-entity-store.ts";
import { MemoryWorkQueue } from "../src/adapters/memory/memory-work-queue.ts";
import { TableEntityStore } from "../src/adapters/table-storage/table-entity-store.ts";
import { parseEvent } from "../src/core/certification/parse-event.ts";
import { reviewPartition } from "../src/core/certification/review-id.ts";
import { inParallel } from "../src/core/in-parallel.ts";
import { type Instant, instant } from "../src/core/instant.ts";
import { DUE_PARTITIONS, duePartition, dueRow, REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { listAll } from "../src/core/ledger/list-rows.ts";
import { fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import type { EntityStore, OutgoingMail, WorkQueue, Write } from "../src/core/ports.ts";
import { startPiece } from "../test/helpers/local-stack-process.ts";

/*
 * How long a sweep takes, and how many requests it makes.
 * Instants lie in the past: the table service's own clock decides too.
 */

const SUBMITTED_AT = "2025-01-06T18:00:00Z";
const RECEIVED_AT = instant("2025-01-06T18:01:00Z");
const WARNED_AT = instant("2025-01-08T01:00:30Z");
/** Reviews that only fill the index are due a year later. */
const LATER_AT = instant("2026-01-08T01:00:00Z");

const content = await loadCoreContent();

interface Size {
  readonly due: number;
  readonly open: number;
}

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
      listAcross: async (...args) => await store.listAcross(...args),
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
  /** When the first digest was handed to the sender: from then on its mail goes out, whatever the sweep still writes down. */
  let queuedAt: number | undefined;
  const watchedQueue: WorkQueue = {
    send: async (hints) => {
      if (hints.length > 0) queuedAt ??= performance.now();
      await queue.send(hints);
    },
    schedule: async (...args) => await queue.schedule(...args),
  };
  const mailer = {
    send: async (mail: OutgoingMail) => {
      mails.push(mail);
      return { kind: "accepted", answer: "250 OK" } as const;
    },
    close: async () => {},
  };
  const random = { newId: () => `${now}-${++ids}`, fraction: () => 0 };
  const rejectedMessages = { put: async () => {} };
  const ports = { store, queue: watchedQueue, clock, mailer, random, rejectedMessages, report: console.error };
  return { ...wireCore(content, ports), queue, mails, queuedAt: () => queuedAt };
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

const PATTERN_ID = "due-0";
const ROWS_A_TRANSACTION = 100;
const FILLERS = 8;

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Puts due rows in place a hundred at a time, so that the service is filled in minutes. */
const fillDue = async (store: EntityStore, partitions: readonly string[], at: Instant): Promise<void> => {
  const rows = Map.groupBy(partitions, duePartition);
  const transactions = [...rows].flatMap(([key, ofKey]) =>
    Array.from({ length: Math.ceil(ofKey.length / ROWS_A_TRANSACTION) }, (_, index) => ({
      key,
      part: ofKey.slice(index * ROWS_A_TRANSACTION, (index + 1) * ROWS_A_TRANSACTION),
    })),
  );
  let written = 0;
  await inParallel(transactions, FILLERS, async ({ key, part }) => {
    await store.transact(
      "due",
      key,
      part.map((id): Write => ({ kind: "upsert", rowKey: dueRow(at, "clock", id), fields: { overdueCount: 0 } })),
    );
    written += part.length;
    if (Math.floor(written / 10_000) > Math.floor((written - part.length) / 10_000))
      progress(`  ${written} of ${partitions.length} due rows`);
  });
};

/**
 * `due` reviews whose warning has come, among `open` in all; the others only have their rows in the due index, which is all
 * that a sweep may see of them. One real event is received, and its rows are the pattern for the other reviews.
 */
const fill = async (store: EntityStore, due: number, open: number): Promise<void> => {
  await coreOn(store, RECEIVED_AT).receiveEvent(toEvent(PATTERN_ID));
  const pattern = await listAll(store, "reviews", reviewPartition(PATTERN_ID), {});
  const review = pattern.find(({ rowKey }) => rowKey === REVIEW_ROW);
  const firstAt = review && fromReviewEntity(review).record.nextStepAt;
  if (firstAt === undefined) throw new TypeError("No review with a clock was made.");
  const ids = Array.from({ length: due - 1 }, (_, index) => `due-${index + 1}`);
  let written = 0;
  await inParallel(ids, FILLERS, async (id) => {
    const renamed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(PATTERN_ID, id)) as T;
    await store.transact(
      "reviews",
      reviewPartition(id),
      pattern.map(({ rowKey, fields, blobs }): Write => ({ kind: "insert", ...renamed({ rowKey, fields, blobs }) })),
    );
    written += 1;
    if (written % 2_000 === 0) progress(`  ${written} of ${due} reviews`);
  });
  await fillDue(store, ids.map(reviewPartition), firstAt);
  const later = Array.from({ length: open - due }, (_, index) => reviewPartition(`open-${index}`));
  await fillDue(store, later, LATER_AT);
};

const measure = async (
  name: string,
  raw: EntityStore,
  { due, open, json }: Size & { readonly json: boolean },
): Promise<void> => {
  progress(`${name}: filling in ${due} due among ${open} open`);
  const filledFrom = performance.now();
  await fill(raw, due, open);
  progress(`  filled in ${((performance.now() - filledFrom) / 1_000).toFixed(0)} s, sweeping`);
  // The memory store sorts with the first read after a write; a table service is sorted already.
  for (const partition of DUE_PARTITIONS) await raw.list("due", partition, { to: "" });
  const { store, counts } = counting(raw);
  const core = coreOn(store, WARNED_AT);
  const startedAt = performance.now();
  const { announced, digests } = await core.sweepSla();
  const seconds = (performance.now() - startedAt) / 1_000;
  const queuedSeconds = ((core.queuedAt() ?? Number.POSITIVE_INFINITY) - startedAt) / 1_000;
  const requests = { ...counts };
  for (const hint of core.queue.take()) await core.sendNotification(hint);
  const mailSeconds = (performance.now() - startedAt) / 1_000 - seconds;
  const figures = {
    name,
    due,
    open,
    announced,
    digests,
    mails: core.mails.length,
    queuedSeconds,
    seconds,
    mailSeconds,
    requests,
  };
  console.log(
    json
      ? JSON.stringify({ bench: "sweep", ...figures })
      : `${name}: ${announced} of ${due} due among ${open} open announced, ${digests} digest queued after ${queuedSeconds.toFixed(2)} s, ` +
          `all written down after ${seconds.toFixed(2)} s, then mailed in ${mailSeconds.toFixed(2)} s; ` +
          `${requests.list} range reads, ${requests.get} reads, ${requests.transact} writes`,
  );
  if (announced !== due || digests !== 1 || core.mails.length !== 1) process.exitCode = 1;
};

/** Azurite, as the local stack runs it, in a process of its own for one measurement. */
const onAzurite = async (size: Size & { readonly json: boolean }): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-sweep-"));
  const script = join(import.meta.dirname, "..", "local", "tables", "main.ts");
  const piece = await startPiece(script, ["--port", "0", "--data-dir", folder, "--stop-with-parent"]);
  try {
    const store = new TableEntityStore((table) =>
      TableClient.fromConnectionString(String(piece.ready["tables"]), table, { allowInsecureConnection: true }),
    );
    await measure("azurite", store, size);
  } finally {
    await piece.end("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  }
};

/** In the memory of this process. */
const inMemory = async (size: Size & { readonly json: boolean }): Promise<void> => {
  await measure("memory", new MemoryEntityStore({ now: () => WARNED_AT, sleep: async () => {} }), size);
};

const SIZES: readonly Size[] = [
  { due: 50, open: 1_000 },
  { due: 50, open: 10_000 },
  { due: 50, open: 100_000 },
];
const ALL_AT_ONCE: Size = { due: 10_000, open: 10_000 };
/** Azurite keeps its rows as objects in one process: a million would take it an hour to fill. */
const IN_MEMORY_ALONE: Size = { due: 50, open: 1_000_000 };

const readSize = (text: string, earlier: readonly Size[] = []): readonly Size[] => {
  const [, due = "", open = ""] = /^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? [];
  if (!(Number(due) >= 1 && Number(open) >= Number(due)))
    throw new InvalidArgumentError(
      "Expected <due>/<open>, such as 50/10000, with at least one due and no more than are open.",
    );
  return [...earlier, { due: Number(due), open: Number(open) }];
};

const program = new Command("npm run bench -- sweep")
  .description(
    "How long a sweep takes and how many requests it makes; progress goes to stderr. Exit 1 when a due review is not announced, or in more than one mail.",
  )
  .option("--azurite", "on Azurite, each size in a process of its own; without it, in memory")
  .option(
    "--size <due/open>",
    "so many due among so many open reviews, instead of all sizes; may be repeated",
    readSize,
  )
  .option("--json", "one line of JSON for each size")
  .exitOverride(exitForWrongUse)
  .action(
    async ({ azurite = false, size, json = false }: { azurite?: boolean; size?: readonly Size[]; json?: boolean }) => {
      const sizes = size ?? [...SIZES, ...(azurite ? [] : [IN_MEMORY_ALONE]), ALL_AT_ONCE];
      for (const one of sizes) await (azurite ? onAzurite : inMemory)({ ...one, json });
    },
  );

await program.parseAsync();
