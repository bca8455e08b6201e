import { instant, plusMs } from "../../../src/core/instant.ts";
import { fc } from "../../helpers/fast-check.ts";
import { makeWorld, passed, SUBMISSION_ID, submitted, type World } from "../../helpers/world.ts";

const TEAM = "sla-team@notifier.example";
const HEAD = "head@notifier.example";
const SLA = {
  zone: "America/Los_Angeles",
  calendar: "US",
  close: "17:00",
  digestAt: "09:00",
  warnBusinessDays: 1,
  remindBusinessDays: 1,
  maxReminders: 0,
  escalateBusinessDays: 2,
};
/** Due on Friday, 20 November; the second business day after it is Tuesday, the 24th. */
const CLOSE = "2026-11-21T01:00:30Z";
const MONDAY = "2026-11-23T17:00:30Z";
const TUESDAY = "2026-11-24T17:00:30Z";

const lateWorld = async (): Promise<World> => {
  const world = await makeWorld({
    now: "2026-11-18T18:00:05Z",
    settings: { sla: SLA, escalationRecipients: [HEAD] },
  });
  await world.receive(submitted());
  return world;
};

const sweepAt = async (world: World, ...instants: string[]) => {
  for (const at of instants) {
    world.goTo(at);
    await world.sweepSla();
    await world.drain();
  }
  return world.mails;
};

const toHead = (world: World) => world.mails.filter(({ to }) => to.address === HEAD);

describe("an escalation", () => {
  it("is told once, at the time of the digest, beside the team's reminder", async () => {
    const world = await lateWorld();
    await sweepAt(world, CLOSE, MONDAY, "2026-11-24T16:59:30Z");
    expect(toHead(world)).toEqual([]);
    await sweepAt(world, TUESDAY, "2026-11-24T17:01:30Z", "2026-11-24T17:02:30Z", "2026-11-25T17:00:30Z");
    expect(toHead(world)).toHaveLength(1);
    expect(toHead(world)[0]?.subject).toBe("1 late that nobody has taken on: Contoso Assessment");
    expect(toHead(world)[0]?.text).toContain("nobody has taken it on since Fri");
    const reminders = world.mails.filter(({ to, subject }) => to.address === TEAM && subject.startsWith("1 open late"));
    expect(reminders).toHaveLength(3);
    expect((await world.showReview(SUBMISSION_ID)).timeline.map(({ kind }) => kind)).toEqual([
      "submitted",
      "slaWarning",
      "slaBreach",
      "slaReminder",
      "slaReminder",
      "slaEscalation",
      "slaReminder",
    ]);
  });

  it.each([
    ["after the breach", "2026-11-23T18:00:00Z", undefined],
    ["before the breach, for longer", "2026-11-20T18:00:00Z", "2026-11-23T20:00:00Z"],
  ])("is stopped for good by whoever takes the review on %s", async (_when, at, until) => {
    const world = await lateWorld();
    const isEarly = at < CLOSE;
    if (!isEarly) await sweepAt(world, CLOSE);
    world.goTo(at);
    await world.acknowledgeReview(SUBMISSION_ID, { by: "Ada", ...(until === undefined ? {} : { until }) });
    if (isEarly) await sweepAt(world, CLOSE);
    await sweepAt(world, MONDAY, TUESDAY, "2026-11-24T17:01:30Z", "2026-11-30T17:00:30Z", "2026-11-30T17:01:30Z");
    expect(toHead(world)).toEqual([]);
  });

  it("comes all the same when whoever had the review let go of it before the breach", async () => {
    const world = await lateWorld();
    world.goTo("2026-11-19T18:00:00Z");
    await world.acknowledgeReview(SUBMISSION_ID, { by: "Ada", until: "2026-11-20T18:00:00Z" });
    await sweepAt(world, CLOSE, MONDAY, TUESDAY, "2026-11-24T17:01:30Z");
    expect(toHead(world)).toHaveLength(1);
  });

  it("is not mailed when somebody took the review on, or finished it, before its digest was composed", async () => {
    for (const close of [
      async (world: World) => await world.acknowledgeReview(SUBMISSION_ID, { by: "Ada" }),
      async (world: World) => await world.receive(passed({ completedAt: "2026-11-24T17:01:00Z" })),
    ]) {
      const world = await lateWorld();
      await sweepAt(world, CLOSE, MONDAY, TUESDAY);
      world.goTo("2026-11-24T17:01:30Z");
      await world.sweepSla();
      await close(world);
      await world.drain();
      expect(toHead(world)).toEqual([]);
      expect(world.notifications().filter(({ address }) => address === HEAD)).toMatchObject([{ state: "cancelled" }]);
    }
  });

  it("follows the breach by a sweep for a review that is late for long when first heard of", async () => {
    const world = await lateWorld();
    await world.receive(submitted({ submissionId: "old", submittedAt: "2026-11-02T18:00:00Z" }));
    await sweepAt(world, "2026-11-18T18:01:30Z");
    expect(toHead(world)).toHaveLength(0);
    await sweepAt(world, "2026-11-18T18:02:30Z", "2026-11-18T18:03:30Z");
    expect(toHead(world)).toHaveLength(1);
  });

  it("is passed over when nobody is named any more, and announces once for any number of sweepers", async () => {
    const world = await lateWorld();
    await sweepAt(world, CLOSE, MONDAY, TUESDAY);
    world.goTo("2026-11-24T17:01:30Z");
    const others = await Promise.all([1, 2, 3].map(async () => await world.another({})));
    await Promise.all(others.map(async ({ sweepSla }) => await sweepSla()));
    await world.drain();
    expect(toHead(world)).toHaveLength(1);

    const nobody = await makeWorld({ now: "2026-11-18T18:00:05Z", settings: { sla: SLA } });
    await nobody.receive(submitted());
    await sweepAt(nobody, CLOSE, MONDAY, TUESDAY, "2026-11-24T17:01:30Z", "2026-11-24T18:05:30Z");
    expect((await nobody.review())?.announcements.at(-1)).toMatchObject({ kind: "slaEscalation", skipped: true });
    expect(nobody.store.dump("due").filter(({ rowKey }) => rowKey < "2026-11-24T18")).toEqual([]);
  });

  it("comes at most once, never early, and never for what somebody has had since the breach, however sweeps and people come", async () => {
    const from = instant("2026-11-20T18:00:00Z");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 8 * 24 * 60 }), takes: fc.boolean() }), { maxLength: 25 }),
        async (steps) => {
          const world = await lateWorld();
          let taken = false;
          for (const { at, takes } of steps.toSorted((a, b) => a.at - b.at)) {
            const now = plusMs(from, at * 60_000);
            world.goTo(now);
            if (takes && at > 7 * 60) {
              await world.acknowledgeReview(SUBMISSION_ID, { by: "Ada" });
              taken = taken || toHead(world).length === 0;
            } else {
              await world.sweepSla();
              await world.drain();
            }
            if (toHead(world).length > 0) expect(now >= instant("2026-11-24T17:00:00Z")).toBe(true);
          }
          expect(toHead(world).length).toBeLessThanOrEqual(taken ? 0 : 1);
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);
});
