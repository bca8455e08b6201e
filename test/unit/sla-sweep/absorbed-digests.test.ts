import type { MailOutcome } from "../../../src/core/ports.ts";
import { makeWorld, submitted, type World } from "../../helpers/world.ts";

const REFUSED: MailOutcome = { kind: "retryable", answer: "421 Try later", ours: false };

/** A world in which the warning of review 1 could not be mailed at 01:00 on the 20th. */
const withUnsentDigest = async (): Promise<World> => {
  const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
  await world.receive(submitted({ submissionId: "review-1" }));
  world.answers.push(REFUSED);
  world.goTo("2026-11-20T01:00:30Z");
  await world.sweepSla();
  await world.drain();
  return world;
};

const statesOf = ({ notifications }: World) => notifications().map(({ state, reason }) => [state, reason]);

describe("announce", () => {
  it("lets a newer digest absorb one that could not be mailed, and names every review once", async () => {
    const world = await withUnsentDigest();
    await world.receive(submitted({ submissionId: "review-2", submittedAt: "2026-11-10T18:00:00Z" }));
    world.pass(5_000);
    await world.sweepSla();
    expect(statesOf(world)).toEqual([
      ["cancelled", "absorbed"],
      ["queued", undefined],
    ]);
    await world.drain();
    world.pass(60 * 60_000);
    await world.drain();
    expect(statesOf(world)).toEqual([
      ["cancelled", "absorbed"],
      ["accepted", undefined],
    ]);
    expect(world.mails).toHaveLength(2);
    expect(world.mails[1]?.text.match(/review-1/g)).toHaveLength(1);
    expect(world.mails[1]?.text).toContain("review-2");
  });

  it("shows a review by what was announced of it last, under the worst kind", async () => {
    const world = await withUnsentDigest();
    world.answers.push(REFUSED);
    world.goTo("2026-11-21T01:00:30Z");
    await world.sweepSla();
    const [, newer] = world.notifications();
    expect(newer).toMatchObject({ kind: "slaBreach", absorbs: [world.notifications()[0]?.cause] });
    await world.drain();
    world.pass(60 * 60_000);
    await world.drain();
    const mail = world.mails.at(-1);
    expect(mail?.text.match(/review-1/g)).toHaveLength(1);
    expect(mail?.subject).not.toMatch(/due soon/i);
  });

  it("keeps a breach news until a mail of it has gone out", async () => {
    const world = await withUnsentDigest();
    world.answers.push(REFUSED);
    world.goTo("2026-11-21T01:00:30Z");
    await world.sweepSla();
    await world.drain();
    world.goTo("2026-11-23T17:00:30Z");
    await world.sweepSla();
    await world.drain();
    expect(world.mails.at(-1)?.text).toMatch(/Newly late \(1\)\n-+\n- [^\n]*review-1/);
    world.goTo("2026-11-24T17:00:30Z");
    await world.sweepSla();
    await world.drain();
    expect(world.mails.at(-1)?.text).toMatch(/Still open and late \(1\)\n-+\n- [^\n]*review-1/);
    expect(world.mails.at(-1)?.text).not.toContain("Newly late");
  });

  it("carries what an absorbed digest had absorbed", async () => {
    const world = await withUnsentDigest();
    for (const [submissionId, at] of [
      ["review-2", "2026-11-20T01:01:30Z"],
      ["review-3", "2026-11-20T01:02:30Z"],
    ] as const) {
      await world.receive(submitted({ submissionId, submittedAt: "2026-11-10T18:00:00Z" }));
      world.goTo(at);
      await world.sweepSla();
    }
    expect(statesOf(world).map(([state]) => state)).toEqual(["cancelled", "cancelled", "queued"]);
    await world.drain();
    for (const name of ["review-1", "review-2", "review-3"]) expect(world.mails.at(-1)?.text).toContain(name);
  });

  it("leaves a digest alone that may have been sent", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted({ submissionId: "review-1" }));
    world.answers.push({ kind: "unknown", answer: "the connection broke" });
    world.goTo("2026-11-20T01:00:30Z");
    await world.sweepSla();
    await world.drain();
    await world.receive(submitted({ submissionId: "review-2", submittedAt: "2026-11-10T18:00:00Z" }));
    await world.sweepSla();
    expect(statesOf(world).map(([state]) => state)).toEqual(["unknown", "queued"]);
    expect(world.notifications()[1]?.absorbs).toBeUndefined();
  });

  it("absorbs for each address what that address did not get", async () => {
    const alertRecipients = ["one@notifier.example", "two@notifier.example"];
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z", settings: { alertRecipients } });
    await world.receive(submitted({ submissionId: "review-1" }));
    world.answers.push(REFUSED, { kind: "accepted", answer: "250 OK" });
    world.goTo("2026-11-20T01:00:30Z");
    await world.sweepSla();
    await world.drain();
    const [missed] = world.mails.map(({ to }) => to.address);
    await world.receive(submitted({ submissionId: "review-2", submittedAt: "2026-11-10T18:00:00Z" }));
    await world.sweepSla();
    await world.drain();
    expect(world.mails).toHaveLength(4);
    expect(world.notifications().filter(({ absorbs }) => absorbs !== undefined)).toMatchObject([
      { address: missed, state: "accepted" },
    ]);
  });
});
