import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import type { DeliveryReport } from "../../../src/core/delivery/delivery-report.ts";
import { type Instant, instant, plusMs } from "../../../src/core/instant.ts";
import { BOUNCE_HOLDS_IN_MS, makeAddresses } from "../../../src/core/ledger/addresses.ts";
import { makeCommit } from "../../../src/core/ledger/commit.ts";
import { dueRow, notificationRow } from "../../../src/core/ledger/keys.ts";
import { toNotificationEntity } from "../../../src/core/ledger/notification-entity.ts";
import { makeNotificationLog } from "../../../src/core/ledger/notification-log.ts";
import type { Notification } from "../../../src/core/notifications/notification.ts";
import {
  ALERTS_PARTITION,
  makeNotificationId,
  operationIdOf,
  partitionOfNotification,
} from "../../../src/core/notifications/notification-id.ts";
import { makeRecordDeliveryReport } from "../../../src/core/verbs/record-delivery-report.ts";
import { noticeCandidate } from "../../../src/core/verbs/sweep-notice.ts";
import { sampleNotification } from "./sample-notification.ts";

const AT = instant("2026-11-20T16:05:00Z");

const makeWorld = () => {
  const now: Instant = instant("2026-11-20T16:10:00Z");
  let ids = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const random = { newId: () => `id-${++ids}`, fraction: () => 0 };
  const store = new MemoryEntityStore(clock);
  const log = makeNotificationLog(store);
  const addresses = makeAddresses(store);
  const queue = { send: async () => {}, schedule: async () => {} };
  const notices = { publish: async () => {} };
  const commit = makeCommit({ store, queue, notices, random, clock });
  return {
    store,
    log,
    addresses,
    record: makeRecordDeliveryReport({ log, addresses, commit, clock }),
    deps: { log, addresses, commit, clock },
    add: async (notification: Notification) => {
      const partition = partitionOfNotification(notification.notificationId) ?? "";
      const rowKey = notificationRow(notification.notificationId);
      await store.transact("reviews", partition, [{ kind: "upsert", rowKey, ...toNotificationEntity(notification) }]);
      return notification;
    },
    state: async ({ notificationId }: Notification) => (await log.get(notificationId))?.notification.state,
    /** What the sweep makes of the notice rows, each cause once. */
    causes: async () => {
      const found = new Set<string>();
      for (const entity of store.dump("due")) {
        const id = entity.rowKey.split("|")[2] ?? "";
        const entry = { partition: entity.partitionKey, entity, at: AT, kind: "notice" as const, id };
        const verdict = await noticeCandidate({ store, log }, entry);
        if (verdict.kind === "announce") found.add(verdict.candidate.cause);
      }
      return [...found];
    },
  };
};

const reportOn = (
  { operationId, address }: Notification,
  status: DeliveryReport["status"],
  overrides: Partial<DeliveryReport> = {},
): DeliveryReport => ({
  at: AT,
  status,
  ...(address === undefined ? {} : { recipient: address }),
  sender: "certification@notifier.example",
  operationIds: [operationId],
  ...overrides,
});

describe("makeRecordDeliveryReport", () => {
  it("brings a notification to what became of its mail, once", async () => {
    const world = makeWorld();
    const ada = await world.add(sampleNotification());
    expect(await world.record(reportOn(ada, "Delivered"))).toBe("applied");
    expect(await world.record(reportOn(ada, "Delivered"))).toBe("repeated");
    expect(await world.state(ada)).toBe("delivered");
    expect(await world.record(reportOn(ada, "Bounced"))).toBe("applied");
    expect(await world.state(ada)).toBe("bounced");
  });

  it("finds it by the id inside the Message-ID when the provider's own is unknown", async () => {
    const world = makeWorld();
    const ada = await world.add(sampleNotification());
    const operationIds = ["11111111-2222-4333-8444-555555555555", ada.operationId];
    expect(await world.record(reportOn(ada, "Delivered", { operationIds }))).toBe("applied");
  });

  it("keeps a report on a mail that was never tried, and lets it change nothing yet", async () => {
    const world = makeWorld();
    const { firstAttemptAt: _first, acceptedAt: _accepted, ...untried } = sampleNotification();
    const ada = await world.add({ ...untried, state: "queued", attempts: [] });
    expect(await world.record(reportOn(ada, "Bounced"))).toBe("applied");
    expect(await world.record(reportOn(ada, "Bounced"))).toBe("repeated");
    expect((await world.log.get(ada.notificationId))?.notification).toMatchObject({
      state: "queued",
      reports: [{ status: "Bounced" }],
    });
    expect(await world.addresses.isBounced("ada@contoso.example", AT)).toBe(false);
    expect(await world.causes()).toEqual([]);
  });

  it("leaves reports on other senders' mails alone", async () => {
    const world = makeWorld();
    const foreign = reportOn(sampleNotification(), "Delivered", { sender: "news@contoso.example" });
    expect(await world.record(foreign)).toBe("notOurs");
    expect(await world.record(reportOn(sampleNotification(), "Delivered", { operationIds: [] }))).toBe("notOurs");
    expect(world.store.dump("reviews")).toEqual([]);
  });

  it("marks an address whose mail bounced, for fourteen days", async () => {
    const world = makeWorld();
    const ada = await world.add(sampleNotification());
    await world.record(reportOn(ada, "Bounced"));
    const isBounced = async (at: Instant) => await world.addresses.isBounced("ada@contoso.example", at);
    expect(await isBounced(plusMs(AT, BOUNCE_HOLDS_IN_MS - 1))).toBe(true);
    expect(await isBounced(plusMs(AT, BOUNCE_HOLDS_IN_MS))).toBe(false);
    expect(JSON.stringify(world.store.dump("addresses"))).not.toContain("contoso");
  });

  it("tells the team when the last contact bounced, not before, and once", async () => {
    const world = makeWorld();
    const ada = await world.add(sampleNotification());
    const bob = await world.add(sampleNotification({ address: "bob@contoso.example" }));
    await world.record(reportOn(ada, "Bounced"));
    expect(await world.causes()).toEqual([]);
    await world.record(reportOn(bob, "Quarantined"));
    await world.record(reportOn(bob, "Quarantined"));
    expect(await world.causes()).toHaveLength(1);
  });

  it("does not tell the team when a resend may still reach somebody", async () => {
    const world = makeWorld();
    const ada = await world.add(sampleNotification());
    await world.add(
      sampleNotification({ address: "bob@contoso.example", state: "queued", resendOf: ada.notificationId }),
    );
    await world.record(reportOn(ada, "Bounced"));
    expect(await world.causes()).toEqual([]);
  });

  it("draws no consequence from the bounce of an alert", async () => {
    const world = makeWorld();
    const address = "sla-team@notifier.example";
    const { submissionId: _none, resultKey: _result, eventKey: _event, ...digest } = sampleNotification({ address });
    const notificationId = makeNotificationId(ALERTS_PARTITION, "slaBreach", "digest-1", address);
    const alert = await world.add({
      ...digest,
      notificationId,
      operationId: operationIdOf(notificationId),
      kind: "slaBreach",
      cause: "digest-1",
    });
    expect(await world.record(reportOn(alert, "Bounced"))).toBe("applied");
    expect(await world.state(alert)).toBe("bounced");
    expect(world.store.dump("due")).toEqual([]);
    expect(await world.addresses.isBounced(address, AT)).toBe(false);
  });

  it("makes up for a handler that died between notice and row", async () => {
    const world = makeWorld();
    const ada = await world.add(sampleNotification());
    const { deps } = world;
    const transact = world.store.transact.bind(world.store);
    world.store.transact = async (table, ...rest) =>
      table === "reviews" ? await Promise.reject(new Error("dies here")) : await transact(table, ...rest);
    await expect(makeRecordDeliveryReport(deps)(reportOn(ada, "Bounced"))).rejects.toThrow("dies here");
    expect(await world.causes()).toEqual([]);
    world.store.transact = transact;
    await world.record(reportOn(ada, "Bounced"));
    expect(await world.causes()).toHaveLength(1);
    expect(
      world.store
        .dump("due")
        .every(({ rowKey }) => rowKey === dueRow(instant("2026-11-20T16:10:00Z"), "notice", ada.notificationId)),
    ).toBe(true);
  });
});
