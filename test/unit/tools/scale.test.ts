import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FORECASTS_PARTITION } from "../../../src/core/ledger/forecast-log.ts";
import { foldTally } from "../../../src/core/ledger/tally.ts";
import { renderBursts } from "../../../tools/scale/bursts.ts";
import { drain } from "../../../tools/scale/drain.ts";
import { renderMonths, toMonth, VOLUMES } from "../../../tools/scale/month.ts";
import { OPERATIONS, type Operations } from "../../../tools/scale/operations.ts";
import { counting } from "../../helpers/intercept.ts";
import { failed, makeWorld, parsedEvent, passed, submitted } from "../../helpers/world.ts";

const DOC = readFileSync(join(import.meta.dirname, "../../../docs/scale.md"), "utf8");

describe("OPERATIONS", () => {
  it("is what the code does while all is well, from a review's start to its purge", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z", sendsAtOnce: true });
    const { requests, store } = counting(world.store);
    let sent = 0;
    const notices = {
      publish: async (events: readonly object[]) => {
        sent += events.length;
      },
    };
    const core = await world.another({ store, notices });
    /** Once a process has read the list of bounced addresses, which it keeps. */
    await core.receiveEvent(parsedEvent(failed({ submissionId: "first" })));
    const count = async (work: () => Promise<unknown>): Promise<Omit<Operations, "busReceived">> => {
      requests.length = 0;
      sent = 0;
      await work();
      // But the look for the forecast of the day, once a day and process.
      return {
        tableRequests: requests.filter((one) => one !== "list state").length,
        busSent: sent + world.queue.waiting().length,
      };
    };
    const expectation = ({ tableRequests, busSent }: Operations) => ({ tableRequests, busSent });

    const submission = await count(() => core.receiveEvent(parsedEvent(submitted())));
    expect(submission).toEqual(expectation(OPERATIONS.submitted));
    const completedAt = "2026-11-18T18:30:00Z";
    const failure = await count(() => core.receiveEvent(parsedEvent(failed({ completedAt, attempt: 1 }))));
    expect(failure).toEqual(expectation(OPERATIONS.failed));
    await core.receiveEvent(parsedEvent(submitted({ submissionId: "passes" })));
    const pass = await count(() => core.receiveEvent(parsedEvent(passed({ submissionId: "passes", completedAt }))));
    expect(pass).toEqual(expectation(OPERATIONS.passed));

    const mailed = world.notifications().find(({ submissionId }) => submissionId !== "first");
    const report = {
      key: "r-1",
      status: "Delivered",
      operationIds: [mailed?.operationId ?? ""],
      recipient: "ada@contoso.example",
      sender: undefined,
      at: world.clock.now(),
    } as unknown as Parameters<typeof core.recordDeliveryReport>[0];
    expect(await count(() => core.recordDeliveryReport(report))).toEqual(expectation(OPERATIONS.delivered));

    /** What a sweep does for each of so many, more than one that finds nothing. */
    const each = async (at: string, later: string, found: number): Promise<number> => {
      world.goTo(at);
      await foldTally(world.store);
      const forecast = { kind: "upsert", rowKey: at.slice(0, 10), fields: {} } as const;
      await world.store.transact("state", FORECASTS_PARTITION, [forecast]);
      const busy = await count(core.sweepSla);
      world.goTo(later);
      await foldTally(world.store);
      const idle = await count(core.sweepSla);
      return (busy.tableRequests - idle.tableRequests) / found;
    };
    // Each finds its last look for what is old long past.
    expect(await each("2026-11-21T18:00:00Z", "2026-11-21T20:00:00Z", 2)).toBe(OPERATIONS.clockRemoved.tableRequests);
    expect(await each("2028-01-21T18:00:00Z", "2028-01-21T20:00:00Z", 3)).toBe(OPERATIONS.purged.tableRequests);
    expect(world.store.dump("reviews")).toEqual([]);
  });
});

describe("docs/scale.md", () => {
  it("shows what follows from the counts", () => {
    expect(DOC).toContain(renderMonths());
    expect(DOC).toContain(renderBursts());
    for (const [name, { tableRequests, busReceived, busSent }] of Object.entries(OPERATIONS))
      expect(DOC).toContain(`| \`${name}\` | ${tableRequests} | ${busReceived} | ${busSent} |`);
  });

  it("meets the mail quota first, and the reading of the whole index next", () => {
    const [small, middle, large] = VOLUMES.map(toMonth);
    expect(small?.peakOfDefaultQuota).toBeLessThan(1);
    expect(middle?.meanOfDefaultQuota).toBeGreaterThan(1);
    expect(middle?.indexInSeconds).toBeGreaterThan(60);
    expect(large?.peakOfPartition).toBeLessThan(1);
  });
});

describe("drain", () => {
  const burst = { events: 2_000, instances: 10, cpuMs: 8, tableMs: 8, mailMs: 150 };

  it("is bound by the mail quota where there is one, and takes as long as that says", () => {
    const { mailedInMs, recordedInMs, waits } = drain({ ...burst, perHour: 100 });
    expect(waits[0]?.bound).toBe("mail an hour");
    expect(mailedInMs / 3_600_000).toBeCloseTo(2_000 / 100 - 1, 0);
    expect(recordedInMs).toBeLessThan(60_000);
  });

  it("is bound by the processor where mails are fast, and by calls where they are slow", () => {
    expect(drain({ ...burst, instances: 1, mailMs: 1, cpuMs: 20 }).waits[0]?.bound).toBe("processor");
    const slow = drain({ ...burst, instances: 1, mailMs: 5_000 });
    expect(slow.waits[0]?.bound).toBe("calls");
    expect(slow.recordedInMs).toBeGreaterThan((2_000 / 16) * 5_000 * 0.9);
  });

  it("takes less time with more instances, up to as many as the queue asks for", () => {
    const times = [1, 2, 4].map((instances) => drain({ ...burst, events: 10_000, instances }).recordedInMs);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(drain({ ...burst, events: 10 }).instances).toBe(1);
  });
});
