import type { DeliveryReport, ReportStatus } from "../../../src/core/delivery/delivery-report.ts";
import { instant } from "../../../src/core/instant.ts";
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
