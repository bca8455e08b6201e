import { loadCoreContent, wireCore } from "../../../sim/wire-core.ts";
import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import { instant } from "../../../src/core/instant.ts";
import { notificationWrite } from "../../../src/core/ledger/notification-log.ts";
import { readTally } from "../../../src/core/ledger/tally.ts";
import { hintOf } from "../../../src/core/notifications/hint.ts";
import { newNotification } from "../../../src/core/notifications/new-notification.ts";
import { tracedMailer } from "../../../src/core/telemetry/traced-mailer.ts";
import { tracedStore } from "../../../src/core/telemetry/traced-store.ts";
import { tracedVerbs } from "../../../src/core/traced-verbs.ts";
import { MemoryTelemetry } from "../../helpers/memory-telemetry.ts";
import { makeWorld, passed, submitted } from "../../helpers/world.ts";

const NOW = instant("2026-11-20T16:20:00Z");
const clock = { now: () => NOW, sleep: async () => {} };
const made = newNotification({
  partition: "p",
  kind: "certificationFailed",
  cause: "c",
  address: "ada@contoso.example",
  now: NOW,
  emailDomain: "notifier.example",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
});

describe("tracedStore", () => {
  it("counts what a mail came to, its retries and how long it took, and no address", async () => {
    const telemetry = new MemoryTelemetry();
    const store = tracedStore(new MemoryEntityStore(clock), telemetry);
    await store.transact("reviews", "p", [notificationWrite({ ...made, state: "retrying" })]);
    const held = await store.list("reviews", "p", {});
    const accepted = { ...made, state: "accepted" as const, acceptedAt: instant("2026-11-20T16:20:07Z") };
    await store.transact("reviews", "p", [notificationWrite(accepted, held.entities[0]?.etag ?? "")]);
    expect(telemetry.metrics.filter(({ metric }) => metric !== "notifier.table.requests")).toEqual([
      {
        metric: "notifier.mails",
        value: 1,
        attributes: { "notifier.mail.kind": "certificationFailed", "notifier.outcome": "retrying" },
      },
      { metric: "notifier.mail.retries", value: 1, attributes: { "notifier.mail.kind": "certificationFailed" } },
      {
        metric: "notifier.mails",
        value: 1,
        attributes: { "notifier.mail.kind": "certificationFailed", "notifier.outcome": "accepted" },
      },
      {
        metric: "notifier.mail.accepted_after",
        value: 7000,
        attributes: { "notifier.mail.kind": "certificationFailed" },
      },
    ]);
    expect(JSON.stringify([telemetry.spans, telemetry.metrics])).not.toContain("contoso");
  });

  it("does not count what another writer has overtaken", async () => {
    const telemetry = new MemoryTelemetry();
    const store = tracedStore(new MemoryEntityStore(clock), telemetry);
    await store.transact("reviews", "p", [notificationWrite(made)]);
    await store.transact("reviews", "p", [notificationWrite(made)]);
    expect(telemetry.metrics.filter(({ metric }) => metric === "notifier.mails")).toHaveLength(1);
  });
});

describe("tracedVerbs", () => {
  it("says after each sweep how many reviews there are in each state, whatever it said before", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted({ submissionId: "one" }));
    await world.receive(submitted({ submissionId: "two" }));
    const telemetry = new MemoryTelemetry();
    const core = wireCore(await loadCoreContent(), world.ports);
    const { sweepSla } = tracedVerbs(
      { ...core, sweepSla: () => core.sweepSla },
      {
        telemetry,
        now: () => NOW,
        lookAtQueues: async () => [],
        readTally: async () => await readTally(world.store),
      },
    );
    const counted = (): unknown =>
      Object.fromEntries(
        telemetry.metrics
          .filter(({ metric }) => metric === "notifier.clocks")
          .map(({ attributes, value }) => [attributes["notifier.clock.state"], value]),
      );
    await sweepSla(() => {})();
    expect(counted()).toMatchObject({ running: 2, met: 0 });
    await world.receive(passed({ submissionId: "one", completedAt: "2026-11-18T18:00:30Z" }));
    await sweepSla(() => {})();
    expect(counted()).toMatchObject({ running: 1, met: 1 });
  });
});

describe("tracedMailer", () => {
  it("keeps a provider that cannot be asked as one that cannot", () => {
    const mailer = { send: async () => ({ kind: "accepted" as const, answer: "" }), close: async () => {} };
    expect(tracedMailer(mailer, new MemoryTelemetry()).status).toBeUndefined();
  });
});

describe("hintOf", () => {
  it("carries the trace of its notification", () => {
    expect(hintOf(made).hint.traceparent).toBe(made.traceparent);
  });
});
