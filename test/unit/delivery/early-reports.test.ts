import type { DeliveryReport, ReportStatus } from "../../../src/core/delivery/delivery-report.ts";
import { instant } from "../../../src/core/instant.ts";
import { intercept } from "../../helpers/intercept.ts";
import { failed, makeWorld, parsedEvent, type World } from "../../helpers/world.ts";

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

describe("a delivery report that comes before its mail is sent", () => {
  it("counts once the mail was accepted, with all that follows from it", async () => {
    const { world, hint } = await hinted();
    expect(await world.recordDeliveryReport(reportOf(world, "Bounced"))).toBe("applied");
    expect(world.only().state).toBe("queued");
    expect(await world.sendNotification(hint)).toEqual({ kind: "bounced" });
    expect(world.only()).toMatchObject({ state: "bounced", reason: "Bounced: Bounced" });
    expect(world.store.dump("addresses").filter(({ fields }) => "bouncedAt" in fields)).toHaveLength(1);
    world.pass(60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 1 });
  });

  it("counts with the next report when that is the first to say that the mail was accepted", async () => {
    const { world, hint } = await hinted();
    await world.recordDeliveryReport(reportOf(world, "Expanded"));
    const dying = await world.another({ mailer: { ...world.ports.mailer, send: async () => await Promise.reject() } });
    await expect(dying.sendNotification(hint)).rejects.toBeUndefined();
    expect(world.only().state).toBe("claimed");
    expect(await world.recordDeliveryReport(reportOf(world, "Delivered"))).toBe("applied");
    expect(world.only()).toMatchObject({
      state: "delivered",
      reports: [{ status: "Expanded" }, { status: "Delivered" }],
    });
  });
});

describe("a delivery report that comes while its mail is being sent", () => {
  it.each([
    ["Expanded", "accepted"],
    ["Delivered", "delivered"],
    ["Bounced", "bounced"],
  ] as const)("is kept with the sender's own mark: %s", async (status, state) => {
    const { world, hint } = await hinted();
    world.answers.push(async () => {
      expect(await world.recordDeliveryReport(reportOf(world, status))).toBe("applied");
      return { kind: "accepted", answer: "250 OK" };
    });
    await world.sendNotification(hint);
    expect(world.only()).toMatchObject({ state, reports: [{ status }] });
    expect(world.only().attempts.filter(({ outcome }) => outcome === "accepted")).toHaveLength(1);
    expect(world.mails).toHaveLength(1);
  });
});

describe("a delivery report that comes after a mark whose answer was lost", () => {
  it("leaves it to the sender, who takes its own mark for another's, to tell that the mail was accepted", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    const store = intercept(world.store, {
      transact: async (...args) => {
        const result = await world.store.transact(...args);
        const isMark =
          args[0] === "reviews" && args[2].some((write) => "fields" in write && write.fields.state === "accepted");
        if (!isMark) return result;
        await world.recordDeliveryReport(reportOf(world, "Delivered"));
        // The client tries again.
        return await world.store.transact(...args);
      },
    });
    const sender = await world.another({ store });
    await sender.receiveEvent(parsedEvent(failed()));
    expect(world.only().state).toBe("delivered");
    expect(new Set(world.published.map(({ type }) => type.split(".").at(-1)))).toEqual(
      new Set(["accepted", "delivered"]),
    );
    expect(world.mails).toHaveLength(1);
  });
});
