import type { DeliveryReport, ReportStatus } from "../../../src/core/delivery/delivery-report.ts";
import { instant } from "../../../src/core/instant.ts";
import type { EntityStore } from "../../../src/core/ports.ts";
import { failed, makeWorld, type World } from "../../helpers/world.ts";

const reportOf = (world: World, status: ReportStatus): DeliveryReport => ({
  at: instant("2026-11-20T16:21:00Z"),
  status,
  detail: status,
  recipient: "ada@contoso.example",
  sender: world.settings.sender,
  operationIds: [world.only().operationId],
});

/** A failed result whose hint is taken and not worked on yet. */
const hinted = async () => {
  const world = await makeWorld();
  await world.receive(failed());
  const [hint] = world.queue.take();
  if (hint === undefined) throw new TypeError("Expected a hint.");
  return { world, hint };
};

const passedOn = (store: EntityStore): EntityStore => ({
  get: async (...args) => await store.get(...args),
  list: async (...args) => await store.list(...args),
  transact: async (...args) => await store.transact(...args),
});

describe("a delivery report that comes early", () => {
  it("is applied by the hint that comes again when its sender died after it marked the mail accepted", async () => {
    const { world, hint } = await hinted();
    expect(await world.recordDeliveryReport(reportOf(world, "Bounced"))).toBe("kept");
    const dying = await world.another({
      store: {
        ...passedOn(world.store),
        get: async (...args) => {
          if (args[0] === "operations" && world.only().state === "accepted") throw new TypeError("the process died");
          return await world.store.get(...args);
        },
      },
    });
    await expect(dying.sendNotification(hint)).rejects.toThrow("the process died");
    expect(world.only().state).toBe("accepted");
    expect(await world.sendNotification(hint)).toEqual({ kind: "unused", why: "settled" });
    expect(world.only().state).toBe("bounced");
    expect(world.mails).toHaveLength(1);
  });

  it("is not missed by a sender that noted its operation just before, and claims just after", async () => {
    const { world, hint } = await hinted();
    let isReported = false;
    const sender = await world.another({
      store: {
        ...passedOn(world.store),
        transact: async (...args) => {
          const result = await world.store.transact(...args);
          if (args[0] === "operations" && !isReported) {
            isReported = true;
            await world.recordDeliveryReport(reportOf(world, "Bounced"));
          }
          return result;
        },
      },
    });
    expect(await sender.sendNotification(hint)).toEqual({ kind: "unused", why: "overtaken" });
    expect(await sender.sendNotification(hint)).toEqual({ kind: "accepted" });
    expect(world.only().state).toBe("bounced");
    expect(world.mails).toHaveLength(1);
  });

  it("is applied with the next report when that is the first to say that the mail was accepted", async () => {
    const { world, hint } = await hinted();
    await world.recordDeliveryReport(reportOf(world, "Bounced"));
    const dying = await world.another({ mailer: { ...world.ports.mailer, send: async () => await Promise.reject() } });
    await expect(dying.sendNotification(hint)).rejects.toBeUndefined();
    expect(world.only().state).toBe("claimed");
    expect(await world.recordDeliveryReport(reportOf(world, "Delivered"))).toBe("applied");
    expect(world.only()).toMatchObject({ state: "bounced", reports: [{ status: "Delivered" }, { status: "Bounced" }] });
  });
});

describe("a delivery report that changes no state", () => {
  it("waits until the claim is settled, so that the sender can still mark its mail", async () => {
    const { world, hint } = await hinted();
    let settle: () => void = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const reporter = await world.another({ clock: { ...world.clock, sleep: async () => await settled } });
    let recorded: Promise<unknown> = Promise.resolve();
    world.answers.push(async () => {
      recorded = reporter.recordDeliveryReport(reportOf(world, "Expanded"));
      return { kind: "accepted", answer: "250 OK" };
    });
    expect(await world.sendNotification(hint)).toEqual({ kind: "accepted" });
    settle();
    expect(await recorded).toBe("applied");
    expect(world.only()).toMatchObject({ state: "accepted", reports: [{ status: "Expanded" }] });
  });
});
