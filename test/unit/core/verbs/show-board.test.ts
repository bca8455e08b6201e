import { counting } from "../../../helpers/intercept.ts";
import { anEvent, makeWorld, passed, submitted } from "../../../helpers/world.ts";

const AT = "2026-11-18T18:01:00Z";

/** Submitted on 2 to 6 November, so due two business days later: all late but for `paused`, `due-next` and `due-later`. */
const makeReviews = async () => {
  const world = await makeWorld({ now: AT });
  await world.receive(submitted({ submissionId: "due-later", submittedAt: "2026-11-18T17:00:00Z" }));
  await world.receive(submitted({ submissionId: "paused", submittedAt: "2026-11-16T17:00:00Z" }));
  await world.receive(anEvent("paused", { submissionId: "paused", at: "2026-11-16T18:00:00Z" }));
  await world.receive(
    submitted({
      submissionId: "late",
      submittedAt: "2026-11-11T17:00:00Z",
      offer: { id: "vm", name: "Big Machine", type: "azureVirtualMachine" },
      publisher: { id: "fabrikam" },
    }),
  );
  await world.receive(submitted({ submissionId: "later", submittedAt: "2026-11-12T17:00:00Z" }));
  await world.receive(submitted({ submissionId: "due-next", submittedAt: "2026-11-17T17:00:00Z" }));
  await world.receive(submitted({ submissionId: "done", submittedAt: "2026-11-17T17:00:00Z" }));
  await world.receive(passed({ submissionId: "done", completedAt: "2026-11-17T18:00:00Z" }));
  await world.sweepSla();
  return world;
};

const idsOf = ({ reviews }: { readonly reviews: readonly { readonly submissionId: string }[] }) =>
  reviews.map(({ submissionId }) => submissionId);

describe("makeShowBoard", () => {
  it("shows open reviews, late first, then due next, those that wait last, and counts all", async () => {
    const { showBoard } = await makeReviews();
    const board = await showBoard({});
    expect(idsOf(board)).toEqual(["late", "later", "due-next", "due-later", "paused"]);
    expect(board.counts).toMatchObject({ breached: 2, running: 1, warned: 1, paused: 1, met: 1 });
    expect(board.cursor).toBeUndefined();
    expect(board.reviews.map(({ isLate }) => isLate)).toEqual([true, true, false, false, false]);
    expect(board.reviews[0]?.leftInBusinessHours).toBeLessThan(0);
    expect(board.reviews[3]?.leftInBusinessHours).toBeGreaterThan(8);
    expect(board.reviews[4]).not.toHaveProperty("leftInBusinessHours");
  });

  it("goes on page by page, whatever comes in between", async () => {
    const { showBoard, receive } = await makeReviews();
    const first = await showBoard({ limit: "2" });
    expect(idsOf(first)).toEqual(["late", "later"]);
    await receive(passed({ submissionId: "late", completedAt: AT }));
    const second = await showBoard({ limit: "2", cursor: first.cursor });
    expect(idsOf(second)).toEqual(["due-next", "due-later"]);
    const third = await showBoard({ limit: "2", cursor: second.cursor });
    expect(idsOf(third)).toEqual(["paused"]);
    expect(third.cursor).toBeUndefined();
  });

  it.each([
    [{ state: "breached" }, ["late", "later"]],
    [{ state: "met" }, ["done"]],
    [{ state: "", offerType: "  " }, ["late", "later", "due-next", "due-later", "paused"]],
    [{ offerType: "Virtual machine" }, ["late"]],
    [{ publisher: "fabrikam" }, ["late"]],
    [{ text: "big mach" }, ["late"]],
    [{ text: "FABRIKAM" }, ["late"]],
    [{ text: "due-" }, ["due-next", "due-later"]],
    [{ owner: "nobody", state: "breached" }, ["late"]],
    [{ owner: "grace" }, ["later"]],
  ])("filters by %j", async (query, expected) => {
    const { showBoard, acknowledgeReview } = await makeReviews();
    await acknowledgeReview("later", { by: "Grace Hopper" });
    expect(idsOf(await showBoard(query))).toEqual(expected);
  });

  it("says whose a review is, for as long as it is", async () => {
    const { showBoard, acknowledgeReview, goTo } = await makeReviews();
    await acknowledgeReview("late", { by: "Ada" });
    expect((await showBoard({ text: "late" })).reviews[0]?.owner).toMatchObject({ by: "Ada" });
    goTo("2026-11-30T18:01:00Z");
    expect((await showBoard({ text: "late" })).reviews[0]).not.toHaveProperty("owner");
  });

  it("refuses a state that is none, and a cursor of another search", async () => {
    const { showBoard } = await makeReviews();
    await expect(showBoard({ state: "late" })).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    const { cursor } = await showBoard({ limit: 1 });
    await expect(showBoard({ limit: 1, cursor, text: "x" })).rejects.toMatchObject({ code: "CURSOR_INVALID" });
  });

  it("asks the ledger twice for a page of all", async () => {
    const world = await makeReviews();
    const { store, requests } = counting(world.store);
    await (await world.another({ store })).showBoard({ limit: "2" });
    expect(requests).toEqual(["list index", "list index"]);
  });
});
