import { NotifierError } from "../../../src/core/errors.ts";
import { instant, plusMs } from "../../../src/core/instant.ts";
import type { QueueLook } from "../../../src/core/ports.ts";
import { type HealthCheck, makeCheckHealth } from "../../../src/core/verbs/check-health.ts";
import { type HealthDeps, makeHealthChecks } from "../../../src/core/verbs/health-checks.ts";
import { makeQueueHealthCheck } from "../../../src/core/verbs/queue-health-check.ts";
import { intercept } from "../../helpers/intercept.ts";
import { failed, makeWorld, realContent, submitted, type World } from "../../helpers/world.ts";

const never = async () => await new Promise<void>(() => {});

const healthOf = async (world: World, deps: Partial<HealthDeps> = {}, more: HealthCheck[] = []) => {
  const clock = { ...world.clock, sleep: never };
  const { calendars } = await realContent();
  const checks = makeHealthChecks({
    store: world.store,
    log: world.log,
    calendars,
    clock,
    calendar: "US",
    contentProblems: 0,
    askBus: async () => {},
    ...deps,
  });
  return await makeCheckHealth({ checks: [...checks, ...more], clock })();
};

const statusOf = (health: Awaited<ReturnType<typeof healthOf>>, name: string) =>
  health.checks.find((check) => check.name === name)?.status;

describe("makeCheckHealth", () => {
  it("is amber before the first sweep, green after it, and red when the last is older than 3 minutes", async () => {
    const world = await makeWorld();
    expect(await healthOf(world)).toMatchObject({ status: "amber" });
    await world.sweepSla();
    world.pass(180_000);
    expect(await healthOf(world)).toMatchObject({ status: "green", lastSweepAt: instant("2026-11-20T16:20:00Z") });
    world.pass(1_000);
    const late = await healthOf(world);
    expect(late.status).toBe("red");
    expect(late.checks.filter(({ status }) => status !== "green").map(({ name }) => name)).toEqual(["sweep"]);
  });

  it("is red when the ledger or the bus does not answer, and says nothing of the error", async () => {
    const world = await makeWorld();
    await world.sweepSla();
    const broken = async () => {
      throw new Error("connect ECONNREFUSED secret-host.example");
    };
    const bus = await healthOf(world, { askBus: broken });
    expect([bus.status, statusOf(bus, "bus"), statusOf(bus, "ledger")]).toEqual(["red", "red", "green"]);
    const ledger = await healthOf(world, {
      store: { ...world.store, get: broken, list: broken, listAcross: broken, transact: broken },
    });
    expect([ledger.status, statusOf(ledger, "ledger")]).toEqual(["red", "red"]);
    expect(JSON.stringify([bus, ledger])).not.toContain("secret-host");
  });

  it.each(["LEDGER_DENIED", "LEDGER_REFUSED"] as const)(
    "is red at once when the ledger lets us read and answers a write with %s, and says where to look",
    async (code) => {
      const world = await makeWorld();
      await world.sweepSla();
      const refuse = async () => {
        throw new NotifierError(code, "403 AuthorizationPermissionMismatch secret-host.example");
      };
      const health = await healthOf(world, { store: intercept(world.store, { transact: refuse }) });
      expect(health.checks.find(({ name }) => name === "ledger")).toMatchObject({
        status: "red",
        message: expect.stringMatching(/role of our identity/),
      });
      expect(JSON.stringify(health)).not.toContain("secret-host");
    },
  );

  it.each<[string, Partial<QueueLook>, string]>([
    ["nothing waits", {}, "green"],
    ["the oldest has waited a minute", { oldestAt: instant("2026-11-20T16:19:00Z") }, "green"],
    ["the oldest has waited longer than a minute", { oldestAt: instant("2026-11-20T16:18:59Z") }, "amber"],
    ["the oldest has waited longer than five minutes", { oldestAt: instant("2026-11-20T16:14:59Z") }, "red"],
    ["one was delivered five times", { mostDeliveries: 5 }, "green"],
    ["one was delivered six times", { mostDeliveries: 6 }, "red"],
  ])("tells of the backlog when %s: %j is %s", async (_what, look, status) => {
    const world = await makeWorld();
    const looks = [
      { queue: "notifications", waiting: 0, more: false, mostDeliveries: 0 },
      { queue: "certification-results", waiting: 1, more: false, mostDeliveries: 0, ...look },
    ];
    const check = makeQueueHealthCheck(async () => looks, world.clock);
    expect(statusOf(await healthOf(world, {}, [check]), "backlog")).toBe(status);
  });

  it("is red when a part does not answer in time", async () => {
    const world = await makeWorld();
    const health = await makeCheckHealth({
      checks: [{ name: "bus", run: async () => await new Promise<never>(() => {}) }],
      clock: world.clock,
    })();
    expect(health).toEqual({
      status: "red",
      checks: [{ name: "bus", status: "red", message: "It did not answer in time." }],
    });
  });

  it("is amber for content problems, for a calendar that ends soon and for one that lacks holidays", async () => {
    const world = await makeWorld();
    await world.sweepSla();
    expect(statusOf(await healthOf(world, { contentProblems: 2 }), "content")).toBe("amber");
    expect(statusOf(await healthOf(world, { calendar: "IN" }), "calendar")).toBe("amber");
    world.goTo("2032-01-02T00:00:00Z");
    expect(statusOf(await healthOf(world), "calendar")).toBe("amber");
  });

  it("is red while a running clock lies beyond its calendar", async () => {
    const world = await makeWorld({ now: "2032-12-30T18:01:00Z" });
    await world.receive(submitted({ submittedAt: "2032-12-30T18:00:00Z" }));
    expect(statusOf(await healthOf(world), "dueTimes")).toBe("red");
    await world.receive(failed({ completedAt: "2032-12-31T18:00:00Z" }));
    expect(statusOf(await healthOf(world), "dueTimes")).toBe("green");
  });

  it("is amber when a mail is put back again and again", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    world.queue.take();
    world.pass(130_000);
    await world.sweepSla();
    world.queue.take();
    expect(statusOf(await healthOf(world), "mail")).toBe("green");
    world.pass(20 * 60_000);
    expect((await healthOf(world)).checks.find(({ name }) => name === "mail")).toEqual({
      name: "mail",
      status: "amber",
      message: "The oldest mail that is overdue has waited 22 minutes.",
    });
  });

  it("is red while mails wait for a fault of ours, and green once they are out", async () => {
    const world = await makeWorld();
    await world.sweepSla();
    await world.receive(failed());
    for (let tried = 0; tried < 5; tried += 1) world.answers.push({ kind: "retryable", answer: "535 no", ours: true });
    await world.drain();
    expect(statusOf(await healthOf(world), "mail")).toBe("green");
    for (let minute = 0; minute < 2; minute += 1) {
      world.pass(60_000);
      await world.drain();
      await world.sweepSla();
    }
    expect(statusOf(await healthOf(world), "mail")).toBe("red");
    for (let minute = 0; minute < 20; minute += 1) {
      world.pass(60_000);
      await world.drain();
      await world.sweepSla();
    }
    expect(world.only().state).toBe("accepted");
    expect(statusOf(await healthOf(world), "mail")).toBe("green");
  });

  it("is amber when the provider puts a mail off for longer than 15 minutes", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    for (let tried = 0; tried < 40; tried += 1) world.answers.push({ kind: "retryable", answer: "451", ours: false });
    for (let minute = 0; minute < 17; minute += 1) {
      world.pass(60_000);
      await world.drain();
      await world.sweepSla();
    }
    expect(statusOf(await healthOf(world), "mail")).toBe("amber");
  });

  it("tells the age of the last sweep by the ledger's clock, whoever swept", async () => {
    const world = await makeWorld();
    const behind = await world.another({ clock: { ...world.clock, now: () => plusMs(world.clock.now(), -300_000) } });
    await behind.sweepSla();
    expect(statusOf(await healthOf(world), "sweep")).toBe("green");
  });

  it("takes in checks that others add", async () => {
    const world = await makeWorld();
    await world.sweepSla();
    const aside: HealthCheck = {
      name: "aside",
      run: async () => ({ status: "amber", message: "3 events lie aside." }),
    };
    expect(await healthOf(world, {}, [aside])).toMatchObject({ status: "amber" });
  });
});
