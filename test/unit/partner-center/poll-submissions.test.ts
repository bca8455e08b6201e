import { makePartnerCenter } from "../../../src/adapters/partner-center/make-partner-center.ts";
import type { EntityStore, ReplayedMessage } from "../../../src/core/ports.ts";
import { makePartnerCenterCheck } from "../../../src/core/verbs/partner-center-check.ts";
import { makePollSubmissions } from "../../../src/core/verbs/poll-submissions.ts";
import { intercept } from "../../helpers/intercept.ts";
import {
  aWorkflow,
  type FakeSubmission,
  type PartnerCenterApi,
  startPartnerCenterApi,
} from "../../helpers/partner-center-api.ts";
import { makeWorld } from "../../helpers/world.ts";

const ID = "1152921515689848683";
const inReview = (): FakeSubmission => ({
  id: ID,
  state: "InProgress",
  substate: "Submitted",
  workflows: [aWorkflow("2026-11-18T18:00:00Z")],
});
const failedOne = (fileUri = "https://learn.microsoft.com/report"): FakeSubmission => ({
  id: ID,
  state: "InProgress",
  substate: "FailedInCertification",
  workflows: [aWorkflow("2026-11-18T18:00:00Z", "2026-11-20T16:19:58.1234567Z")],
  reports: [{ status: "Failed", reportTimeInUtc: "2026-11-20T16:20:10Z", fileUri }],
});

describe("makePollSubmissions", () => {
  let api: PartnerCenterApi;
  beforeEach(async () => {
    api = await startPartnerCenterApi();
    api.put("p1");
    api.put("p2");
  });
  afterEach(async () => {
    await api.close();
  });

  const start = async () => {
    const world = await makeWorld();
    const sent: ReplayedMessage[] = [];
    const reports: string[] = [];
    const fault = { ofBus: false };
    const pollOn = (store: EntityStore) =>
      makePollSubmissions({
        store,
        partnerCenter: makePartnerCenter({ baseUrl: api.baseUrl, access: { kind: "token", token: "token" } }),
        asideMessages: {
          send: async (_queue, message) => {
            if (fault.ofBus) throw new Error("killed");
            sent.push(message);
          },
        },
        clock: world.clock,
        report: (level, message, fields) => {
          reports.push(`${level} ${message} ${JSON.stringify(fields)}`);
        },
        settings: {
          products: ["p1", "p2"].map((productId) => ({ productId, offerType: "azureVirtualMachine" })),
          publisherId: "contoso",
          contacts: ["ada@contoso.example"],
          linkHosts: ["learn.microsoft.com"],
        },
      });
    const bodies = () => sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));
    const check = makePartnerCenterCheck({ store: world.store, clock: world.clock });
    return {
      world,
      sent,
      reports,
      fault,
      poll: pollOn(world.store),
      pollOn,
      bodies,
      steps: () => bodies().map(({ id }) => id.split("/")[1]),
      /** Lets the app work on everything that was sent. */
      receiveAll: async () => {
        for (const body of bodies()) await world.receive(body);
        await world.drain();
      },
      health: async () => (await check.run()).status,
    };
  };

  it("tells a review that starts and fails, with the times of its workflow, and mails once", async () => {
    const { poll, bodies, receiveAll, world, steps } = await start();
    api.put("p1", inReview());
    expect(await poll()).toEqual({ seen: 1, told: 1, unclear: 0 });
    expect(await poll()).toEqual({ seen: 1, told: 0, unclear: 0 });
    api.put("p1", failedOne());
    await poll();
    await poll();
    expect(steps()).toEqual(["1-submitted", "2-failed"]);
    expect(bodies()[1]).toMatchObject({
      id: `${ID}/2-failed`,
      source: "/partner-center/ingestion",
      type: "marketplace.certification.completed",
      data: {
        submissionId: ID,
        offer: { id: "p1-offer", name: "Contoso VM", type: "azureVirtualMachine" },
        publisher: { id: "contoso" },
        contacts: [{ email: "ada@contoso.example" }],
        submittedAt: "2026-11-18T18:00:00.0000000Z",
        completedAt: "2026-11-20T16:19:58.1234567Z",
        outcome: "failed",
        findings: [],
        reportUrl: "https://learn.microsoft.com/report",
      },
    });
    await receiveAll();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["ada@contoso.example"]);
    expect((await world.review(ID))?.facts).toMatchObject({ submittedAt: "2026-11-18T18:00:00.0000000Z" });
  });

  it.each(["http://learn.microsoft.com/report", "https://files.example/report?sig=secret", "report.html"])(
    "leaves a link to a report out that no mail may carry: %s",
    async (fileUri) => {
      const { poll, bodies } = await start();
      api.put("p1", inReview());
      await poll();
      api.put("p1", failedOne(fileUri));
      await poll();
      expect(bodies()[1].data).not.toHaveProperty("reportUrl");
    },
  );

  it("says nothing of what had ended before it first looked, and all of what ends later", async () => {
    const { poll, steps } = await start();
    api.put("p1", failedOne());
    await poll();
    expect(steps()).toEqual([]);
    api.put("p1", failedOne(), { ...failedOne(), id: "2" });
    await poll();
    await poll();
    expect(steps()).toEqual(["1-failed"]);
  });

  it("tells a pass with notes, and a withdrawal, by their own types", async () => {
    const { poll, bodies } = await start();
    api.put("p1", inReview(), { ...inReview(), id: "2" });
    await poll();
    api.put("p1", { ...inReview(), substate: "ReadyToPublish", reports: [{ status: "PassedWithNotes" }] });
    await poll();
    expect(bodies().slice(2)).toMatchObject([
      {
        id: `${ID}/2-passedWithNotes`,
        data: { outcome: "passedWithNotes", completedAt: "2026-11-20T16:20:00.0000000Z" },
      },
      {
        id: "2/2-cancelled",
        type: "marketplace.certification.cancelled",
        data: { cancelledAt: "2026-11-20T16:20:00.0000000Z" },
      },
    ]);
  });

  it("takes no submission for withdrawn that is only missing from the list", async () => {
    const { poll, steps } = await start();
    api.put("p1", inReview());
    await poll();
    api.fault(/submissions$/, { status: 200, body: '{"value":[]}' });
    await poll();
    expect(steps()).toEqual(["1-submitted"]);
  });

  it("sends the same bytes again after it died between sending and striking off, which mails once", async () => {
    const { poll, pollOn, sent, receiveAll, world } = await start();
    api.put("p1", inReview());
    await poll();
    api.put("p1", failedOne());
    let writes = 0;
    const dying = intercept(world.store, {
      transact: async (...args) => {
        writes += 1;
        if (writes === 2) throw new Error("killed");
        return await world.store.transact(...args);
      },
    });
    await expect(pollOn(dying)()).rejects.toThrow("killed");
    // Time, page and report are others by now.
    world.pass(3_600_000);
    api.put("p1", { ...failedOne("https://learn.microsoft.com/other"), reports: [], workflows: [] });
    await poll();
    await poll();
    expect(sent).toHaveLength(3);
    expect(sent[2]).toEqual(sent[1]);
    await receiveAll();
    expect(world.mails).toHaveLength(1);
    expect(world.rejected).toEqual([]);
  });

  it("sends what it had kept before it died", async () => {
    const { poll, fault, steps } = await start();
    api.put("p1", inReview());
    fault.ofBus = true;
    await expect(poll()).rejects.toThrow("killed");
    fault.ofBus = false;
    api.put("p1", failedOne());
    await poll();
    expect(steps()).toEqual(["1-submitted", "2-failed"]);
  });

  it("tells a step once when two run side by side", async () => {
    const { pollOn, sent, world } = await start();
    api.put("p1", inReview());
    await Promise.all([pollOn(world.store)(), pollOn(world.store)()]);
    await pollOn(world.store)();
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
    expect(new Set(sent.map(({ body }) => new TextDecoder().decode(body))).size).toBe(1);
  });

  it("waits as long as it is asked to, then goes on", async () => {
    const { poll, reports, steps, world } = await start();
    api.put("p1", inReview());
    api.fault(/p1/, { status: 429, headers: { "retry-after": "600" } });
    expect(await poll()).toMatchObject({ stopped: "PARTNER_CENTER_UNAVAILABLE" });
    expect(api.requests).toHaveLength(1);
    world.pass(590_000);
    expect(await poll()).toMatchObject({ stopped: "PARTNER_CENTER_UNAVAILABLE" });
    expect(api.requests).toHaveLength(1);
    world.pass(10_000);
    await poll();
    expect(steps()).toEqual(["1-submitted"]);
    expect(reports).toHaveLength(1);
  });

  it("says once a run what it cannot understand, with no data, and goes on with the others", async () => {
    const { poll, reports, steps, health } = await start();
    api.put("p2", inReview(), { ...inReview(), id: "2", substate: "Enchanted" });
    api.fault(/p1/, { status: 200, body: '{"items":[{"id":"ada@contoso.example"}]}' });
    expect(await poll()).toMatchObject({ told: 1, unclear: 2 });
    expect(steps()).toEqual(["1-submitted"]);
    expect(reports).toEqual([
      'error Partner Center shows a list in another shape: value. {"productId":"p1"}',
      'error Partner Center shows submissions in a shape or state that is not known; the others go on. {"productId":"p2","unreadable":0,"unknown":1}',
    ]);
    expect(await health()).toBe("amber");
  });

  it("tells a failure also when neither its times nor its report can be read", async () => {
    const { poll, bodies, reports } = await start();
    api.put("p1", inReview());
    await poll();
    api.put("p1", failedOne());
    api.fault(/reports|workflowdetails|p1$/, { status: 200, body: "[]" }, 3);
    await poll();
    expect(bodies()[1]).toMatchObject({
      data: { outcome: "failed", completedAt: "2026-11-20T16:20:00.0000000Z", offer: { id: "p1", name: "p1" } },
    });
    expect(reports).toHaveLength(3);
  });

  it("is red in health while Partner Center does not let it in, or is away for long", async () => {
    const { poll, health, world } = await start();
    expect(await health()).toBe("amber");
    await poll();
    expect(await health()).toBe("green");
    api.fault(/./, { status: 401 }, 2);
    expect(await poll()).toMatchObject({ stopped: "PARTNER_CENTER_DENIED" });
    expect(await health()).toBe("red");
    await poll();
    expect(await health()).toBe("green");
    world.pass(31 * 60_000);
    expect(await health()).toBe("red");
  });
});
