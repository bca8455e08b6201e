import { makePartnerCenter } from "../../../src/adapters/partner-center/make-partner-center.ts";
import { type PartnerCenterApi, startPartnerCenterApi } from "../../helpers/partner-center-api.ts";

const SUBMISSION = { id: "1152921515689848683", state: "InProgress", substate: "Submitted" };

describe("makePartnerCenter", () => {
  let api: PartnerCenterApi;
  beforeEach(async () => {
    api = await startPartnerCenterApi();
  });
  afterEach(async () => {
    await api.close();
  });
  const connect = () => makePartnerCenter({ baseUrl: api.baseUrl, access: { kind: "token", token: "token" } });

  it("follows the pages of a list to its end", async () => {
    api.put("p1", ...[1, 2, 3, 4, 5].map((n) => ({ ...SUBMISSION, id: `115292151568984868${n}` })));
    const { submissions, unreadable } = await connect().listSubmissions("p1");
    expect(submissions.map(({ id }) => id.at(-1))).toEqual(["1", "2", "3", "4", "5"]);
    expect(unreadable).toBe(0);
    expect(api.requests).toHaveLength(3);
  });

  it("carries the token to no other host", async () => {
    const other = await startPartnerCenterApi();
    api.put("p1", SUBMISSION);
    api.fault(/submissions/, { status: 200, body: JSON.stringify({ value: [], nextLink: `${other.baseUrl}/x` }) });
    await expect(connect().listSubmissions("p1")).rejects.toMatchObject({ code: "PARTNER_CENTER_UNREADABLE" });
    api.fault(/submissions/, { status: 302, headers: { location: `${other.baseUrl}/x` } });
    await expect(connect().listSubmissions("p1")).rejects.toMatchObject({ code: "PARTNER_CENTER_UNREADABLE" });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it("gives up a list that goes round", async () => {
    api.put("p1", SUBMISSION);
    const round = JSON.stringify({ value: [], nextLink: "products/p1/submissions" });
    api.fault(/submissions/, { status: 200, body: round }, 1_000);
    await expect(connect().listSubmissions("p1")).rejects.toMatchObject({ code: "PARTNER_CENTER_UNREADABLE" });
  });

  it("reads words in any case, and keeps those it does not know as unknown", async () => {
    api.put(
      "p1",
      {
        ...SUBMISSION,
        substate: "failedincertification",
        pendingUpdateInfo: { status: "COMPLETED" },
        targets: [{ type: "Scope", value: "preview" }],
      },
      { ...SUBMISSION, id: "2", state: "Paused", substate: "BeingLookedAt", pendingUpdateInfo: { status: "Queued" } },
      { ...SUBMISSION, id: "3", pendingUpdateInfo: null },
    );
    expect((await connect().listSubmissions("p1")).submissions).toEqual([
      {
        id: SUBMISSION.id,
        state: "inProgress",
        substate: "failedInCertification",
        update: "completed",
        environment: "preview",
      },
      { id: "2", state: "unknown", substate: "unknown", update: "unknown" },
      { id: "3", state: "inProgress", substate: "submitted" },
    ]);
  });

  it("counts the submissions that it cannot read, and gives the others", async () => {
    const asNumber = { ...SUBMISSION, id: 1152921515689848 as unknown as string };
    const { state: _state, ...without } = { ...SUBMISSION, id: "2" };
    api.put("p1", asNumber, without as typeof SUBMISSION, { ...SUBMISSION, id: "3" });
    const { submissions, unreadable } = await connect().listSubmissions("p1");
    expect(submissions.map(({ id }) => id)).toEqual(["3"]);
    expect(unreadable).toBe(2);
  });

  it("reads times with and without zone, and those of the year 1 as not set", async () => {
    api.put("p1", {
      ...SUBMISSION,
      reports: [{ status: "PASSEDWITHNOTES", reportTimeInUtc: "2022-02-04T20:07:22.4220588", fileUri: null }],
      workflows: [
        {
          type: "Publish",
          startDateTimeInUtc: "2022-02-01T20:07:22Z",
          completeDateTimeInUtc: "0001-01-01T00:00:00",
          workflowSteps: null,
        },
      ],
    });
    expect(await connect().listReports("p1", SUBMISSION.id)).toEqual([
      { status: "passedWithNotes", reportedAt: "2022-02-04T20:07:22.4220588Z" },
    ]);
    expect(await connect().listWorkflows("p1", SUBMISSION.id)).toEqual([
      { type: "Publish", steps: [], startedAt: "2022-02-01T20:07:22.0000000Z" },
    ]);
  });

  it("renews a token that is refused, once", async () => {
    api.put("p1", SUBMISSION);
    api.fault(/submissions/, { status: 401 });
    expect((await connect().listSubmissions("p1")).submissions).toHaveLength(1);
    expect(api.requests).toHaveLength(2);
    api.tokens.clear();
    await expect(connect().listSubmissions("p1")).rejects.toMatchObject({ code: "PARTNER_CENTER_DENIED" });
    expect(api.requests).toHaveLength(4);
  });

  it.each([
    [{ status: 429, headers: { "retry-after": "120" } }, 120_000],
    [{ status: 503, headers: { "retry-after": "7" } }, 7_000],
    [{ status: 500 }, undefined],
  ])("asks once for what is not there now, and says how long to wait: %j", async (answer, retryAfterInMs) => {
    api.put("p1", SUBMISSION);
    api.fault(/submissions/, answer);
    await expect(connect().listSubmissions("p1")).rejects.toMatchObject({
      code: "PARTNER_CENTER_UNAVAILABLE",
      retryAfterInMs,
    });
    expect(api.requests).toHaveLength(1);
  });

  it("is unavailable where nothing listens", async () => {
    await api.close();
    await expect(connect().listSubmissions("p1")).rejects.toMatchObject({ code: "PARTNER_CENTER_UNAVAILABLE" });
    api = await startPartnerCenterApi();
  });

  it.each([
    "<html>ada@contoso.example</html>",
    '{"items":["ada@contoso.example"]}',
    '{"value":{"a":"ada@contoso.example"}}',
  ])("names nothing of an answer in another shape: %s", async (body) => {
    api.put("p1", SUBMISSION);
    api.fault(/submissions/, { status: 200, body });
    const error = await connect()
      .listSubmissions("p1")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "PARTNER_CENTER_UNREADABLE" });
    expect(String(error)).not.toContain("ada");
  });

  it("tells a submission that is gone from one that is there", async () => {
    api.put("p1", SUBMISSION);
    expect(await connect().hasSubmission("p1", SUBMISSION.id)).toBe(true);
    expect(await connect().hasSubmission("p1", "gone")).toBe(false);
  });

  it("reads a product's name and offer id, each only where it is there", async () => {
    api.put("p1");
    expect(await connect().getProduct("p1")).toEqual({ name: "Contoso VM", offerId: "p1-offer" });
    api.fault(/p1$/, { status: 200, body: '{"name":null}' });
    expect(await connect().getProduct("p1")).toEqual({});
  });
});
