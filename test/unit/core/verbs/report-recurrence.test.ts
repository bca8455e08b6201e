import { makeFoldRecord } from "../../../../src/core/sla/fold-record.ts";
import { makeHttpClient } from "../../../helpers/http-client.ts";
import { failed, makeWorld, passed, realContent, submitted, type World } from "../../../helpers/world.ts";

const finding = (policy: string) => ({ policy, title: "A finding", message: "No.", severity: "blocking" });
const offer = (n: number) => ({ id: `offer-${n}`, name: "An offer", type: "consultingService" });

/** 20 offers that fail on 1000.3 and on a policy that nobody knows; six of them fail again, and two with a deeper id. */
const makeResults = async (): Promise<World> => {
  const world = await makeWorld();
  for (let n = 0; n < 20; n += 1) {
    const findings = [finding("1000.3"), finding("9999.1")];
    await world.receive(
      failed({ submissionId: `first-${n}`, offer: offer(n), completedAt: "2026-11-10T12:00:00Z", findings }),
    );
    const again = { submissionId: `second-${n}`, offer: offer(n), completedAt: "2026-11-20T12:00:00Z" };
    await world.receive(
      n < 8 ? failed({ ...again, findings: [finding(n < 6 ? "1000.3" : "1000.3.77")] }) : passed(again),
    );
  }
  return world;
};

describe("makeReportRecurrence", () => {
  it("reports by policy and version of its text, from what the ledger keeps", async () => {
    const { texts, hidden } = await (await makeResults()).reportRecurrence();
    expect(texts).toEqual([
      expect.objectContaining({ policy: "1000.3", cameBack: 20, failedAgain: 8, isCurrent: true }),
      expect.objectContaining({ policy: "9999.1", version: "none", cameBack: 20, failedAgain: 0, isCurrent: true }),
    ]);
    expect(hidden).toBe(0);
  });

  it("is answered over HTTP as the document says", async () => {
    const { call } = makeHttpClient(await makeResults());
    const { status, json } = await call("GET", "policies/recurrence");
    expect([status, json.texts.length, json.fewestShown]).toEqual([200, 2, 20]);
  });
});

describe("makeFoldRecord", () => {
  it("keeps the version that a failure was told with, whatever is written since", async () => {
    const world = await makeWorld();
    await world.receive(submitted());
    await world.receive(failed());
    const record = await world.review();
    if (record === undefined) throw new TypeError("Expected a review.");
    expect(record.texts?.versions["1000.3"]).toMatch(/^[0-9a-f]{16}$/);
    const guidance = { policyId: "1000.3", meaning: "Another text.", checks: [], fixes: [] };
    const resolve = (id: string) => ({ id, url: "https://learn.microsoft.com/", appliesToOfferType: true, guidance });
    const foldRecord = makeFoldRecord({
      ...(await realContent()),
      policies: { resolve, unhelped: [] },
      settings: world.settings.sla,
    });
    const input = { facts: record.facts, events: [], now: world.clock.now() };
    expect(foldRecord({ ...input, previous: record }).texts).toEqual(record.texts);
    expect(foldRecord({ ...input, previous: undefined }).texts).not.toEqual(record.texts);
  });
});
