import { makeReviewIndex } from "../../../src/core/ledger/review-index.ts";
import { makeReportAttainment } from "../../../src/core/verbs/report-attainment.ts";
import { anEvent, makeWorld, passed, submitted, type World } from "../../helpers/world.ts";

const ofType = (type: string) => ({ offer: { id: "o", name: "An offer", type } });

/** Five reviews of 18 November: in time, late, open and late, paused, withdrawn; and one without a promised time. */
const aWeek = async (): Promise<World> => {
  const world = await makeWorld({ now: "2026-11-24T18:00:00Z" });
  for (const submissionId of ["met", "late", "open", "paused", "withdrawn"]) {
    await world.receive(submitted({ submissionId }));
  }
  await world.receive(passed({ submissionId: "met", completedAt: "2026-11-19T18:00:00Z" }));
  await world.receive(passed({ submissionId: "late", completedAt: "2026-11-23T18:00:00Z" }));
  await world.receive(anEvent("paused", { submissionId: "paused", at: "2026-11-19T18:00:00Z", reason: "A question" }));
  await world.receive(anEvent("cancelled", { submissionId: "withdrawn", cancelledAt: "2026-11-19T18:00:00Z" }));
  await world.receive(
    submitted({ submissionId: "untracked", ...ofType("an unknown type"), submittedAt: "2026-11-18T18:00:00Z" }),
  );
  return world;
};

const reportOf = (world: World) =>
  makeReportAttainment({ index: makeReviewIndex(world.store), clock: world.clock, zone: "America/Los_Angeles" });

describe("makeReportAttainment", () => {
  it("gives the three figures, never leaving out what is open and late", async () => {
    const report = await reportOf(await aWeek())({ from: "2026-11-16", to: "2026-11-24" });
    expect(report.total).toMatchObject({
      closedOnly: { kept: 1, of: 2 },
      closedAndOverdue: { kept: 1, of: 3 },
      allDue: { kept: 1, of: 3 },
    });
    expect(report.atRisk).toEqual([
      expect.objectContaining({ submissionId: "open", isLate: true, offerName: "Contoso Assessment" }),
    ]);
    expect(report.notJudged).toEqual({ paused: 1, untracked: 1, provisional: 0 });
  });

  it("measures review times in business hours", async () => {
    const { total } = await reportOf(await aWeek())({ from: "2026-11-16", to: "2026-11-24" });
    // 10:00 on the 18th to 10:00 on the 19th are 8 hours; to 10:00 on Monday the 23rd they are 24.
    expect(total).toMatchObject({ medianInHours: 16, p90InHours: 24 });
  });

  it("counts one offer type once, however it is written", async () => {
    const world = await aWeek();
    await world.receive(submitted({ submissionId: "alias", ...ofType("Consulting service") }));
    const { groups } = await reportOf(world)({ from: "2026-11-16", to: "2026-11-24" });
    expect(groups.map(({ name, attainment }) => [name, attainment.closedAndOverdue.of])).toEqual([
      ["consultingService", 4],
    ]);
  });

  it("keeps the index in step with what the sweep announces", async () => {
    const world = await aWeek();
    await world.sweepSla();
    const summaries = await makeReviewIndex(world.store).all();
    expect(summaries.find(({ submissionId }) => submissionId === "open")?.state).toBe("breached");
    expect(summaries).toHaveLength(6);
  });

  it.each([
    [{ from: "yesterday" }, ["from: expected a date such as 2026-11-20, or an instant with zone"]],
    [
      { from: "2026-02-30", by: "day" },
      ["from: expected a date such as 2026-11-20, or an instant with zone", "by: expected offerType, publisher, week"],
    ],
    [{ from: "2026-11-20", to: "2026-11-19" }, ["to: must not be before from"]],
    [{ from: "1900-01-01", to: "2026-11-19" }, ["from: a report covers ten years at most"]],
  ])("refuses %j and names what is wrong", async (query, problems) => {
    const asked = reportOf(await makeWorld())(query);
    await expect(asked).rejects.toMatchObject({ code: "REQUEST_INVALID", problems });
  });
});
