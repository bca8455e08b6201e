import { NotifierError } from "../../../../src/core/errors.ts";
import { makeWorld, passed, submitted } from "../../../helpers/world.ts";

/** Reviews `s-1` to `s-5`, each submitted a day after the one before, and one whose offer type promises no time. */
const makeReviews = async () => {
  const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
  for (const day of [1, 2, 3, 4, 5]) {
    const publisher = { id: day > 3 ? "fabrikam" : "contoso" };
    await world.receive(
      submitted({ submissionId: `s-${day}`, submittedAt: `2026-11-0${day + 1}T18:00:00Z`, publisher }),
    );
  }
  await world.receive(passed({ submissionId: "s-2", completedAt: "2026-11-04T18:00:00Z" }));
  await world.receive(
    submitted({ submissionId: "s-none", offer: { id: "r", name: "Expenses", type: "softwareAsAService" } }),
  );
  return world;
};

const idsOf = ({ submissions }: { readonly submissions: readonly { readonly submissionId: string }[] }) =>
  submissions.map(({ submissionId }) => submissionId);

describe("makeListReviews", () => {
  it("lists newest due first, page by page, those without a due time last", async () => {
    const { listReviews, receive } = await makeReviews();
    const first = await listReviews({ limit: "2" });
    expect(idsOf(first)).toEqual(["s-5", "s-4"]);
    // What comes in between moves nothing.
    await receive(submitted({ submissionId: "s-6", submittedAt: "2026-11-16T18:00:00Z" }));
    const second = await listReviews({ limit: "2", cursor: first.cursor ?? "" });
    const third = await listReviews({ limit: "2", cursor: second.cursor ?? "" });
    expect([...idsOf(second), ...idsOf(third)]).toEqual(["s-3", "s-2", "s-1", "s-none"]);
    expect(third.cursor).toBeUndefined();
    expect(idsOf(await listReviews({}))[0]).toBe("s-6");
  });

  it("filters by state, publisher, and offer type under any of its names", async () => {
    const { listReviews } = await makeReviews();
    expect(idsOf(await listReviews({ state: "met" }))).toEqual(["s-2"]);
    expect(idsOf(await listReviews({ publisher: "fabrikam" }))).toEqual(["s-5", "s-4"]);
    expect(idsOf(await listReviews({ offerType: "consulting service", publisher: "contoso" }))).toEqual([
      "s-3",
      "s-2",
      "s-1",
    ]);
  });

  it.each([
    [{ state: "late" }, "state: "],
    [{ limit: "0" }, "limit: "],
    [{ limit: "ten" }, "limit: "],
  ])("names what is wrong with %j", async (query, problem) => {
    const { listReviews } = await makeReviews();
    const error = await listReviews(query).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotifierError);
    expect((error as NotifierError).problems.join()).toContain(problem);
  });

  it("takes no cursor that it did not give", async () => {
    const { listReviews } = await makeWorld();
    await expect(listReviews({ cursor: "nonsense" })).rejects.toMatchObject({ code: "CURSOR_INVALID" });
  });
});
