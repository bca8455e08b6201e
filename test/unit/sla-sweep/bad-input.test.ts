import { makeWorld, passed, submitted } from "../../helpers/world.ts";

describe("a clock of strange instants", () => {
  it.each([
    ["2026-11-18T18:05:00Z", []],
    ["2026-11-18T18:05:01Z", ["submittedInTheFuture"]],
    ["2026-11-27T18:00:00Z", ["submittedInTheFuture"]],
  ])(
    "flags a submission at %s, seen at 18:00, when it lies more than 5 minutes ahead, and starts from then",
    async (submittedAt, flags) => {
      const world = await makeWorld({ now: "2026-11-18T18:00:00Z" });
      await world.receive(submitted({ submittedAt }));
      const review = await world.review();
      expect(review?.flags).toEqual(flags);
      const isLaterWeek = submittedAt > "2026-11-20";
      expect(review?.clock).toMatchObject({
        state: "running",
        dueAt: isLaterWeek ? "2026-12-02T01:00:00.0000000Z" : "2026-11-21T01:00:00.0000000Z",
      });
      expect(await world.sweepSla()).toMatchObject({ announced: 0, broken: 0 });
    },
  );

  it("takes a result from before the submission as in time, and announces nothing", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:00:00Z" });
    await world.receive(submitted({ submittedAt: "2026-11-16T18:00:00Z" }));
    await world.receive(passed({ completedAt: "2026-11-10T18:00:00Z" }));
    const review = await world.review();
    expect(review?.clock.state).toBe("met");
    expect(review?.reviewTimeInHours ?? 0).toBe(0);
    world.goTo("2026-11-30T18:00:00Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 0, broken: 0 });
  });

  it("has no clock without a submission: one of the year 1 counts as none", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:00:00Z" });
    await world.receive(passed({ submittedAt: "0001-01-01T00:00:00" }));
    expect((await world.review())?.clock).toMatchObject({ state: "untracked", untrackedReason: "noSubmission" });
  });

  it("is provisional beyond its calendar, announces nothing, and is never counted by weekends alone", async () => {
    const world = await makeWorld({ now: "2032-12-30T18:00:00Z" });
    await world.receive(submitted({ submittedAt: "2032-12-30T17:00:00Z" }));
    expect((await world.review())?.clock).toMatchObject({ state: "running", isProvisional: true, steps: [] });
    expect((await world.review())?.clock.dueAt).toBeUndefined();
    world.goTo("2033-02-01T18:00:00Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 0, broken: 0 });
  });
});
