import { randomUUID } from "node:crypto";
import { LocalStack } from "../../helpers/local-stack.ts";
import { mailText } from "../../helpers/local-stack-mail-text.ts";
import { aWorkflow, type PartnerCenterApi, startPartnerCenterApi } from "../../helpers/partner-center-api.ts";

jest.setTimeout(90_000);

const EMAIL = `${randomUUID()}@contoso.example`;
const ID = "1152921515689848683";
const SUBMISSION = {
  id: ID,
  state: "InProgress",
  substate: "Submitted",
  workflows: [aWorkflow("2026-11-18T18:00:00Z")],
};

describe("the poller of Partner Center", () => {
  let api: PartnerCenterApi;
  let stack: LocalStack;
  beforeAll(async () => {
    api = await startPartnerCenterApi();
    api.put("p1", SUBMISSION);
    stack = await LocalStack.start({
      settings: {
        PARTNER_CENTER_PRODUCTS: "p1=azureVirtualMachine",
        PARTNER_CENTER_PUBLISHER: "contoso",
        PARTNER_CENTER_CONTACTS: EMAIL,
        PARTNER_CENTER_BASE_URL: api.baseUrl,
        PARTNER_CENTER_TOKEN: "token",
      },
    });
  });
  afterAll(async () => {
    await stack?.stop();
    await api?.close();
  });

  it("makes one mail of a submission that fails, whoever else produces no event", async () => {
    await stack.runTimer("poll-submissions");
    await stack.untilIdle();
    const { body } = await stack.call(`/submissions/${ID}`);
    expect(body.clock).toMatchObject({ state: "running" });
    api.put("p1", {
      ...SUBMISSION,
      substate: "FailedInCertification",
      workflows: [aWorkflow("2026-11-18T18:00:00Z", "2026-11-20T16:20:00Z")],
      reports: [{ status: "Failed", fileUri: "https://partner.microsoft.com/report" }],
    });
    await stack.runTimer("poll-submissions");
    await stack.runTimer("poll-submissions");
    await stack.untilIdle();
    const mails = stack.mailsTo(EMAIL);
    expect(mails).toHaveLength(1);
    expect(mailText(mails[0]?.raw ?? "")).toContain("https://partner.microsoft.com/report");
    expect(stack.mails).toHaveLength(1);
  });

  it("is not there unless it was asked for", async () => {
    await stack.killHost();
    await stack.startHost({ PARTNER_CENTER_PRODUCTS: "" });
    await expect(stack.runTimer("poll-submissions")).rejects.toThrow("404");
  });
});
