import { msBetween } from "../../../src/core/instant.ts";
import { failed, makeWorld, type World } from "../../helpers/world.ts";

const worldWithQuota = async (perMinute: number): Promise<World> =>
  await makeWorld({ settings: { quota: { perMinute } } });

const contacts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ email: `contact-${index}@contoso.example` }));

describe("sending by quota", () => {
  it("sends each mail in its slot, in its first attempt, and takes no slot twice", async () => {
    const world = await worldWithQuota(3);
    await world.receive(failed({ contacts: contacts(5) }));
    const sentAfter: number[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      await world.drain();
      sentAfter.push(world.mails.length);
      world.pass(65_000);
    }
    expect(sentAfter).toEqual([2, 4, 5, 5]);
    expect(world.notifications().map(({ state, attempt }) => ({ state, attempt }))).toEqual(
      Array.from({ length: 5 }, () => ({ state: "accepted", attempt: 1 })),
    );
    expect(world.notifications().every((notification) => notification.quotaSlotAt === undefined)).toBe(true);
  });

  it("counts refused attempts too, and does not let the wait run down the 24 hours", async () => {
    const world = await worldWithQuota(2);
    world.answers.push({ kind: "retryable", answer: "429", retryAfterInMs: 1_000, ours: false });
    await world.receive(failed({ contacts: contacts(1) }));
    expect(await world.drain()).toEqual([{ kind: "retrying" }]);
    world.pass(1_000);
    expect(await world.drain()).toEqual([{ kind: "waiting" }]);
    const { firstAttemptAt, quotaSlotAt, quotaWaitInMs } = world.only();
    if (firstAttemptAt === undefined || quotaSlotAt === undefined) throw new Error("Expected a slot to wait for.");
    expect(msBetween(firstAttemptAt, quotaSlotAt)).toBe(65_000);
    expect(quotaWaitInMs).toBe(64_000);
    world.pass(64_000);
    expect(await world.drain()).toEqual([{ kind: "accepted" }]);
    expect(world.mails).toHaveLength(2);
  });
});
