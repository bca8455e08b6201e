import type { CompletedEvent } from "../../../../src/core/certification/event.ts";
import { parseEvent } from "../../../../src/core/certification/parse-event.ts";
import { instant, plusMs } from "../../../../src/core/instant.ts";
import { makeReviewIndex } from "../../../../src/core/ledger/review-index.ts";
import { failed, makeWorld, passed, type World } from "../../../helpers/world.ts";

const EARLIER = { submissionId: "s-1" };
const FAILED_AT = "2026-11-10T12:00:00Z";
const PASSED_AT = "2026-11-11T12:00:00Z";
const finding = (policy: string) => ({ policy, title: `About ${policy}`, message: "No.", severity: "blocking" });

const completed = (data: object): CompletedEvent => {
  const parsed = parseEvent({ body: new TextEncoder().encode(JSON.stringify(failed(data))), properties: {} });
  if (parsed.kind !== "valid" || parsed.event.kind !== "completed") throw new TypeError("Expected a result.");
  return parsed.event;
};

/** The text of the mail about the offer's next failure, with policies 1000.3 and 1000.4. */
const nextMail = async (world: World): Promise<string> => {
  await world.receive(failed({ submissionId: "s-2", attempt: 2, findings: [finding("1000.3"), finding("1000.4")] }));
  await world.drain();
  return world.mails.at(-1)?.text ?? "";
};

const earlierFailure = () =>
  failed({ ...EARLIER, completedAt: FAILED_AT, findings: [finding("1000.3"), finding("1000.1")] });
const earlierPass = () => passed({ ...EARLIER, completedAt: PASSED_AT });

describe("the offer's history", () => {
  it("says what is no longer reported, still fails and is new since the offer's last failure", async () => {
    const world = await makeWorld();
    await world.receive(earlierFailure());
    const text = await nextMail(world);
    expect(text).toMatch(/no longer reported/i);
    expect(text).toMatch(/still fail/i);
    expect(text).toContain("1000.1");
  });

  it.each([
    ["after it", [earlierFailure, earlierPass]],
    ["before it, because the events came in the other order", [earlierPass, earlierFailure]],
  ])("forgets a failure that a corrected result took back, heard of %s", async (_order, events) => {
    const world = await makeWorld();
    for (const event of events) await world.receive(event());
    const text = await nextMail(world);
    expect(text).not.toMatch(/still fail/i);
    expect(text).not.toContain("1000.1");
  });

  it("looks past a failure that was taken back to the one before it", async () => {
    const world = await makeWorld();
    await world.receive(
      failed({ submissionId: "s-0", completedAt: "2026-11-01T12:00:00Z", findings: [finding("1000.5")] }),
    );
    await world.receive(earlierFailure());
    await world.receive(earlierPass());
    expect(await nextMail(world)).toContain("1000.5");
  });

  it("keeps no failure for an offer that never failed", async () => {
    const world = await makeWorld();
    await world.receive(earlierPass());
    expect(world.store.dump("index").filter(({ blobs }) => "failure" in blobs)).toEqual([]);
  });

  it("finds the newest of 1,100 failures before a result", async () => {
    const world = await makeWorld();
    const start = instant("2026-01-01T00:00:00Z");
    for (let n = 0; n < 1_100; n += 1) {
      await world.receive(failed({ submissionId: `s-${n}`, completedAt: plusMs(start, n * 60_000) }));
    }
    const index = makeReviewIndex(world.store);
    const next = completed({ submissionId: "next", completedAt: plusMs(start, 1_100 * 60_000) });
    expect((await index.findEarlierFailure(next))?.submissionId).toBe("s-1099");
    const inBetween = completed({ submissionId: "s-549", completedAt: plusMs(start, 550 * 60_000) });
    expect((await index.findEarlierFailure(inBetween))?.submissionId).toBe("s-548");
  });
});
