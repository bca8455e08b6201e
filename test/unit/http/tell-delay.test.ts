import { makeErasePerson } from "../../../src/core/verbs/erase-person.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { anEvent, failed, makeWorld, passed, SUBMISSION_ID, submitted, type World } from "../../helpers/world.ts";

const PATH = `submissions/${SUBMISSION_ID}/delay-notice`;

const CONTACTS = [
  { name: "Ada", email: "ada@contoso.example", role: "owner" },
  { name: "Bo", email: "bo@contoso.example" },
];

const at = async (world: World, instant: string): Promise<number> => {
  world.goTo(instant);
  await world.sweepSla();
  await world.drain();
  return world.mails.length;
};

/** Submitted on Wednesday, due on Friday, 20 November 2026 at 17:00 in Los Angeles; now it is Monday, 11:00, after a reminder. */
const late = async (data: object = {}) => {
  const world = await makeWorld({ now: "2026-11-18T18:00:05Z" });
  await world.receive(submitted({ contacts: CONTACTS, ...data }));
  await at(world, "2026-11-19T17:00:30Z");
  await at(world, "2026-11-21T01:00:30Z");
  await at(world, "2026-11-23T17:00:30Z");
  world.goTo("2026-11-23T19:00:00Z");
  const { call } = makeHttpClient(world);
  const headers = { "content-type": "application/json" };
  const tell = async (body: unknown, path = PATH) => await call("POST", path, { body: JSON.stringify(body), headers });
  const told = () => world.notifications().filter(({ kind }) => kind === "reviewDelayed");
  return { world, call, tell, told };
};

const REASON = "A second reviewer has to look at it.";

describe("POST submissions/{submissionId}/delay-notice", () => {
  it("tells each contact in a mail of their own when it was due, what did not count, and when to expect the result", async () => {
    const { world, call, tell, told } = await late({ submittedAt: "2026-11-12T18:00:00Z" });
    const before = world.mails.length;
    const answer = await tell({ expectedAt: "2026-11-26T01:00:00Z", reason: REASON });
    expect(answer.status).toBe(202);
    expect((await call("GET", "submissions")).json.submissions).toMatchObject([
      { submissionId: SUBMISSION_ID, expectedAt: "2026-11-26T01:00:00.0000000Z" },
    ]);
    expect(answer.json).toMatchObject({
      expectedAt: "2026-11-26T01:00:00.0000000Z",
      notifications: [
        { kind: "reviewDelayed", state: "queued", recipient: "ada@contoso.example", submissionId: SUBMISSION_ID },
        { kind: "reviewDelayed", state: "queued", recipient: "bo@contoso.example" },
      ],
    });
    await world.drain();
    const mails = world.mails.slice(before);
    expect(mails.map(({ to }) => to)).toEqual([
      { address: "ada@contoso.example", name: "Ada" },
      { address: "bo@contoso.example", name: "Bo" },
    ]);
    const [first] = mails;
    expect(first?.subject).toBe("Delayed: Contoso Assessment, result now expected Wed 25 Nov, 17:00");
    for (const words of [
      "Now expected: Wed 25 Nov 2026, 17:00 PST (UTC-08:00)",
      "Was due: Mon 16 Nov 2026, 17:00 PST (UTC-08:00)",
      "- Sat 14 Nov to Sun 15 Nov: weekend",
      `> ${REASON}`,
      "contact (owner) of Contoso Ltd",
      "write to",
    ]) {
      expect(first?.text).toContain(words);
      expect(JSON.stringify(mails)).not.toContain("undefined");
    }
    expect(first?.text).not.toContain("bo@contoso.example");
    expect(told().map(({ state, promise }) => [state, promise])).toEqual([
      ["accepted", 2],
      ["accepted", 2],
    ]);
  });

  it("speaks the publisher's language, and names a pause by its reason", async () => {
    const { world, tell } = await late({ publisher: { id: "contoso", name: "Contoso", locale: "de-AT" } });
    await world.receive(anEvent("paused", { at: "2026-11-19T18:00:00Z", reason: "the publisher", contacts: [] }));
    await world.receive(anEvent("resumed", { at: "2026-11-19T19:00:00Z", contacts: [] }));
    const { json } = await tell({ businessDays: 2, reason: "Das Labor ist geschlossen.", dryRun: true });
    expect(json.mails[0].subject).toContain("Verspätet: Contoso Assessment");
    expect(json.mails[0].text).toContain("- Do., 19. Nov.: angehalten, the publisher");
    expect(json.mails[0].text).toContain("> Das Labor ist geschlossen.");
  });

  it("shows every mail in a dry run, and neither sends nor keeps anything", async () => {
    const { world, tell, told } = await late();
    const before = [world.mails.length, JSON.stringify(await world.review())];
    const answer = await tell({ businessDays: 2, reason: REASON, dryRun: true });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ dryRun: true, expectedAt: "2026-11-26T01:00:00.0000000Z" });
    expect(answer.json.mails.map(({ to }: { to: { address: string } }) => to.address)).toEqual([
      "ada@contoso.example",
      "bo@contoso.example",
    ]);
    expect(answer.json.mails[0].html).toContain("25 Nov 2026, 17:00");
    await world.drain();
    expect([world.mails.length, JSON.stringify(await world.review())]).toEqual(before);
    expect(told()).toEqual([]);
  });

  it("ends the reminders, and warns, tells of the breach and reminds for the new date, each once", async () => {
    const { world, tell } = await late();
    await tell({ businessDays: 2, reason: REASON });
    await world.drain();
    const start = world.mails.length;
    const seen: (readonly [string, number])[] = [];
    for (const instant of [
      "2026-11-24T16:59:30Z",
      "2026-11-24T17:00:30Z",
      "2026-11-24T17:01:30Z",
      "2026-11-25T17:00:30Z",
      "2026-11-26T00:59:59Z",
      "2026-11-26T01:00:30Z",
      "2026-11-26T01:01:30Z",
      "2026-11-26T17:00:30Z",
      "2026-11-27T17:00:30Z",
    ]) {
      seen.push([instant.slice(5, 19), (await at(world, instant)) - start]);
      expect((await world.review())?.clock.state).toBe("breached");
    }
    expect(seen).toEqual([
      ["11-24T16:59:30", 0],
      ["11-24T17:00:30", 1],
      ["11-24T17:01:30", 1],
      ["11-25T17:00:30", 1],
      ["11-26T00:59:59", 1],
      ["11-26T01:00:30", 2],
      ["11-26T01:01:30", 2],
      // Thanksgiving.
      ["11-26T17:00:30", 2],
      ["11-27T17:00:30", 3],
    ]);
    expect((await world.review())?.announcements.map(({ kind, n }) => `${kind} ${n}`)).toEqual([
      "slaWarning 1",
      "slaBreach 1",
      "slaReminder 1",
      "slaWarning 2",
      "slaBreach 2",
      "slaReminder 1",
    ]);
    const rows = world.store.dump("reviews").filter(({ rowKey }) => rowKey.startsWith("5-announcement|"));
    expect(rows).toHaveLength(6);
    const breaches = world.published.filter(({ type }) => type === "marketplace.certification.sla.breached");
    expect(breaches.map(({ data }) => "dueAt" in data && data.dueAt)).toEqual([
      "2026-11-21T01:00:00Z",
      "2026-11-26T01:00:00Z",
    ]);
  });

  it("stands in digests, in the timeline and in the clock", async () => {
    const { world, tell, call } = await late();
    await tell({ businessDays: 2, reason: REASON, by: "Grace" });
    await world.drain();
    await at(world, "2026-11-24T17:00:30Z");
    expect(world.mails.at(-1)?.text).toContain("told the publisher: expected Wed 25 Nov, 17:00");
    const { json } = await call("GET", `submissions/${SUBMISSION_ID}`);
    const notice = {
      at: "2026-11-23T19:00:00.0000000Z",
      n: 2,
      expectedAt: "2026-11-26T01:00:00.0000000Z",
      dueAt: "2026-11-21T01:00:00.0000000Z",
      reason: REASON,
      by: "Grace",
    };
    expect(json.clock.promise).toEqual(notice);
    expect(json.timeline).toContainEqual({ kind: "delayTold", ...notice });
  });

  it("tells the same once, however often it is asked for", async () => {
    const { world, tell, told } = await late();
    const first = await tell({ businessDays: 2, reason: REASON });
    await world.drain();
    const before = world.mails.length;
    world.pass(60_000);
    const second = await tell({ expectedAt: "2026-11-26T01:00:00Z", reason: REASON });
    await world.drain();
    expect(second.json.notifications.map(({ notificationId }: { notificationId: string }) => notificationId)).toEqual(
      first.json.notifications.map(({ notificationId }: { notificationId: string }) => notificationId),
    );
    expect(world.mails).toHaveLength(before);
    expect(told()).toHaveLength(2);
    expect((await world.review())?.delayNotices).toHaveLength(1);
  });

  it("lets a further notice take the place of the one before, and of its mails that have not gone out", async () => {
    const { world, tell, told } = await late();
    await tell({ businessDays: 1, reason: REASON });
    await tell({ expectedAt: "2026-12-02T01:00:00Z", reason: "The lab is closed." });
    await world.drain();
    expect(told().map(({ promise, state, reason }) => [promise, state, reason])).toEqual(
      expect.arrayContaining([
        [2, "cancelled", "newerNotice"],
        [3, "accepted", undefined],
      ]),
    );
    const mail = world.mails.at(-1);
    expect(mail?.text).toContain("This mail replaces our earlier one, which named Tue 24 Nov 2026, 17:00 PST");
    const before = world.mails.length;
    for (const instant of ["2026-11-24T17:00:30Z", "2026-11-25T01:00:30Z", "2026-11-27T17:00:30Z"])
      expect(await at(world, instant)).toBe(before);
    expect(await at(world, "2026-11-30T17:00:30Z")).toBe(before + 1);
    expect(await at(world, "2026-12-02T01:00:30Z")).toBe(before + 2);
  });

  it("is not sent any more once the result is there, which counts as kept after notice", async () => {
    const { world, tell, told, call } = await late();
    await tell({ businessDays: 2, reason: REASON });
    world.goTo("2026-11-24T20:00:00Z");
    await world.receive(passed({ completedAt: "2026-11-24T19:00:00Z" }));
    await world.drain();
    expect(told().map(({ state, reason }) => [state, reason])).toEqual([
      ["cancelled", "newerResult"],
      ["cancelled", "newerResult"],
    ]);
    const { json } = await call("GET", "sla/report?from=2026-11-16&to=2026-11-30");
    expect(json.total).toMatchObject({
      closedOnly: { kept: 0, of: 1 },
      allDue: { kept: 0, of: 1 },
      keptAfterNotice: { kept: 1, of: 1, share: 1 },
    });
  });

  it("counts a date that passed without a result as broken, also when the result comes later", async () => {
    const { world, tell, call } = await late();
    await tell({ businessDays: 1, reason: REASON });
    await at(world, "2026-11-25T01:00:30Z");
    const figure = async () => {
      const { json } = await call("GET", "sla/report?from=2026-11-16&to=2026-11-30");
      return json.total.keptAfterNotice;
    };
    expect(await figure()).toEqual({ kept: 0, of: 1, share: 0 });
    await world.receive(failed({ completedAt: "2026-11-25T18:00:00Z" }));
    world.goTo("2026-11-25T19:00:00Z");
    expect(await figure()).toEqual({ kept: 0, of: 1, share: 0 });
  });

  it("can be sent again, as it was and as it would be now, until the result is there", async () => {
    const { world, tell, call } = await late();
    await tell({ businessDays: 2, reason: REASON });
    await world.drain();
    const original = world.mails.at(-1);
    const resend = async (body: object) =>
      await call("POST", `submissions/${SUBMISSION_ID}/resend`, {
        body: JSON.stringify({ reason: "lost", ...body }),
        headers: { "content-type": "application/json" },
      });
    const dry = await resend({ content: "current", dryRun: true });
    expect(dry.json.mail.text).toContain("This mail was sent again on request.");
    const answer = await resend({});
    expect([answer.status, answer.json.kind]).toEqual([202, "reviewDelayed"]);
    await world.drain();
    const again = world.mails.slice(-2).find(({ to }) => to.address === original?.to.address);
    expect(again?.text).toBe(original?.text);
    expect(again?.headers["Message-ID"]).not.toBe(original?.headers["Message-ID"]);
  });

  it("tells the team when nobody could be reached", async () => {
    const { world, tell } = await late({ contacts: [CONTACTS[0]] });
    world.answers.push({ kind: "permanent", answer: "550 no such user" });
    await tell({ businessDays: 2, reason: REASON });
    await world.drain();
    world.pass(60_000);
    await world.sweepSla();
    await world.drain();
    expect(world.mails.at(-1)?.text).toContain("550 no such user");
  });

  it("forgets a person whom its words name", async () => {
    const { world, tell, told } = await late();
    await tell({ businessDays: 2, reason: "ada@contoso.example asked for it", by: "ada@contoso.example" });
    await world.drain();
    const asideMessages = { peek: async () => ({ messages: [], more: false }), send: async () => {} };
    await makeErasePerson({ store: world.store, asideMessages })("ada@contoso.example", { dryRun: false });
    expect(JSON.stringify([await world.review(), told()])).not.toContain("ada@contoso.example");
    expect((await world.review())?.delayNotices).toHaveLength(1);
  });

  it.each([
    ["no date", { reason: REASON }, "body"],
    ["two dates", { expectedAt: "2026-11-26T01:00:00Z", businessDays: 2, reason: REASON }, "body"],
    ["no reason", { businessDays: 2 }, "reason"],
    ["a blank reason", { businessDays: 2, reason: " " }, "reason"],
    ["a date that has passed", { expectedAt: "2026-11-23T18:59:59Z", reason: REASON }, "expectedAt"],
    ["no instant", { expectedAt: "tomorrow", reason: REASON }, "expectedAt"],
    ["a date a year ahead", { expectedAt: "2028-01-01T00:00:00Z", reason: REASON }, "expectedAt"],
    ["no day at all", { businessDays: 0, reason: REASON }, "businessDays"],
    ["half a day", { businessDays: 1.5, reason: REASON }, "businessDays"],
    ["an unknown member", { businessDays: 2, reason: REASON, dryrun: true }, "dryrun"],
  ])("refuses %s, and sends nothing", async (_name, body, problem) => {
    const { world, tell, told } = await late();
    const answer = await tell(body);
    expect(answer.status).toBe(422);
    expect(answer.json.problems.join()).toContain(problem);
    await world.drain();
    expect(told()).toEqual([]);
  });

  it("refuses a date that is no delay", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:00:05Z" });
    await world.receive(submitted());
    await expect(world.tellDelay(SUBMISSION_ID, { businessDays: 2, reason: REASON })).rejects.toMatchObject({
      code: "REQUEST_INVALID",
      problems: [expect.stringMatching(/^businessDays: .*2026-11-21T01:00:00/)],
    });
    await expect(world.tellDelay(SUBMISSION_ID, { businessDays: 3, reason: REASON })).resolves.toMatchObject({
      notice: { expectedAt: "2026-11-24T01:00:00.0000000Z" },
    });
  });

  it("answers 404 before 422 before 409", async () => {
    const { world, tell } = await late();
    const good = { businessDays: 2, reason: REASON };
    expect((await tell({}, "submissions/nobody/delay-notice")).status).toBe(404);
    await world.receive(failed({ completedAt: "2026-11-23T18:00:00Z" }));
    expect((await tell({})).status).toBe(422);
    const closed = await tell(good);
    expect([closed.status, closed.json.code]).toEqual([409, "NOTHING_OPEN"]);
    const silent = await late({ contacts: [] });
    const nobody = await silent.tell(good);
    expect([nobody.status, nobody.json.code]).toEqual([409, "NOBODY_TO_TELL"]);
    await silent.world.receive(anEvent("submitted", { submissionId: "another", submittedAt: "2026-11-23T18:00:00Z" }));
    await silent.world.receive(
      anEvent("paused", { submissionId: "another", at: "2026-11-23T18:30:00Z", contacts: CONTACTS }),
    );
    const paused = await silent.tell(good, "submissions/another/delay-notice");
    expect([paused.status, paused.json.code]).toEqual([409, "NOTHING_OPEN"]);
  });
});
