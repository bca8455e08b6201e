import { hasCode } from "../../../../src/core/errors.ts";
import { anEvent, failed, makeWorld, SUBMISSION_ID, submitted } from "../../../helpers/world.ts";

describe("makeShowReview", () => {
  it("shows a review with its clock, the trace of it in the words of sla explain, its timeline and its mails", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    world.goTo("2026-11-20T01:00:30Z");
    await world.sweepSla();
    await world.drain();
    world.goTo("2026-11-20T16:20:00Z");
    await world.receive(failed());
    await world.drain();
    const shown = await world.showReview(SUBMISSION_ID);
    expect(shown.review).toMatchObject({
      submissionId: SUBMISSION_ID,
      offer: { name: "Contoso Assessment" },
      flags: [],
    });
    expect(shown.clock).toMatchObject({
      state: "met",
      dueAt: "2026-11-21T01:00:00.0000000Z",
      terms: { amount: 2, unit: "businessDays", zone: "America/Los_Angeles" },
      next: [],
      trace: {
        dueAt: "2026-11-21T01:00:00.0000000Z",
        calendar: expect.stringMatching(/^US@/),
        days: [
          { date: "2026-11-19", kind: "counted" },
          { date: "2026-11-20", kind: "counted" },
        ],
        text: [
          "Wed 2026-11-18  submitted, before the start",
          "Thu 2026-11-19  counted 1 of 2",
          "Fri 2026-11-20  counted 2 of 2",
          "due Fri 2026-11-20 17:00 America/Los_Angeles (2026-11-21T01:00:00Z)",
        ],
      },
    });
    expect(shown.timeline.map(({ at, kind }) => `${at.slice(0, 16)} ${kind}`)).toEqual([
      "2026-11-18T18:00 submitted",
      "2026-11-20T01:00 slaWarning",
      "2026-11-20T16:19 completed",
    ]);
    expect(shown.notifications).toMatchObject([{ kind: "certificationFailed", state: "accepted", attempt: 1 }]);
    expect(JSON.stringify(shown)).not.toContain("claimId");
  });

  it("says what is still to come, and has no trace while the clock waits", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    expect((await world.showReview(SUBMISSION_ID)).clock.next.map(({ kind }) => kind)).toContain("slaBreach");
    await world.receive(anEvent("paused", { at: "2026-11-18T19:00:00Z", reason: "waits for the publisher" }));
    const { clock, timeline } = await world.showReview(SUBMISSION_ID);
    expect(clock).toMatchObject({ state: "paused", next: [] });
    expect(clock.trace).toBeUndefined();
    expect(timeline.at(-1)).toMatchObject({ kind: "paused", reason: "waits for the publisher" });
  });

  it("knows no review that nobody told of", async () => {
    const world = await makeWorld();
    const asked = world.showReview("nobody").catch((error: unknown) => error);
    expect(hasCode(await asked, "SUBMISSION_UNKNOWN")).toBe(true);
  });
});
