import { NotifierError } from "../../../../src/core/errors.ts";
import { instant } from "../../../../src/core/instant.ts";
import { intercept } from "../../../helpers/intercept.ts";
import { anEvent, failed, makeWorld, parsedEvent, passed, submitted, type World } from "../../../helpers/world.ts";

const people = (count: number) => Array.from({ length: count }, (_, n) => ({ email: `p${n}@contoso.example` }));
const states = (world: World) => world.notifications().map(({ kind, state, reason }) => [kind, state, reason]);
const eventRows = (world: World) => world.store.dump("reviews").filter(({ rowKey }) => rowKey.startsWith("2-"));

describe("makeReceiveEvent", () => {
  it("records a failed result with one notification a contact, each with its own due row and hint", async () => {
    const world = await makeWorld();
    expect(await world.receive(failed({ contacts: people(3) }))).toEqual({ kind: "recorded" });
    expect(
      world
        .notifications()
        .map(({ address }) => address)
        .sort(),
    ).toEqual(people(3).map(({ email }) => email));
    expect(world.store.dump("due").map(({ rowKey }) => rowKey.split("|")[1])).toEqual(["open", "open", "open"]);
    expect(world.queue.take()).toHaveLength(3);
    expect(eventRows(world)).toHaveLength(1);
  });

  it("writes nothing for a repeated event, and sends the hints of what is still queued again", async () => {
    const world = await makeWorld();
    const event = failed({ contacts: people(2) });
    await world.receive(event);
    const [first] = world.queue.take();
    if (first === undefined) throw new TypeError("Expected a hint.");
    await world.sendNotification(first);
    const before = JSON.stringify(world.store.dump("reviews").map(({ rowKey, etag }) => [rowKey, etag]));
    expect(await world.receive(event)).toEqual({ kind: "repeated" });
    expect(JSON.stringify(world.store.dump("reviews").map(({ rowKey, etag }) => [rowKey, etag]))).toBe(before);
    const hints = world.queue.take();
    expect(hints).toHaveLength(1);
    expect(hints[0]?.notificationId).not.toBe(first.notificationId);
  });

  it("takes the same event with its members in another order for the same", async () => {
    const world = await makeWorld();
    const event = failed();
    await world.receive(event);
    expect(await world.receive(Object.fromEntries(Object.entries(event).reverse()))).toEqual({ kind: "repeated" });
  });

  it("says that the same id came with another body, and writes nothing", async () => {
    const world = await makeWorld();
    const event = failed();
    await world.receive(event);
    const outcome = await world.receive({ ...event, data: { ...event.data, outcome: "passed" } });
    expect(outcome).toMatchObject({ kind: "conflicting" });
    expect(eventRows(world)).toHaveLength(1);
    expect((await world.review())?.facts.result?.outcome).toBe("failed");
  });

  it("lets ten handlers of one event record it once", async () => {
    const world = await makeWorld();
    const event = failed();
    const outcomes = await Promise.all(Array.from({ length: 10 }, async () => await world.receive(event)));
    expect(outcomes.filter(({ kind }) => kind === "recorded")).toHaveLength(1);
    expect(eventRows(world)).toHaveLength(1);
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("records ten events of one review that come at once", async () => {
    const world = await makeWorld();
    await Promise.all(
      Array.from(
        { length: 10 },
        async (_, n) => await world.receive(failed({ completedAt: `2026-11-20T16:0${n}:00Z` })),
      ),
    );
    expect(eventRows(world)).toHaveLength(10);
    await world.drain();
    expect(world.mails).toHaveLength(1);
    expect((await world.review())?.facts.result?.completedAt).toBe(instant("2026-11-20T16:09:00Z"));
  });

  it("gives the same review for a result before its submission as after it", async () => {
    const [one, two] = [await makeWorld(), await makeWorld()];
    const [result, start] = [failed(), submitted()];
    for (const event of [result, start]) await one.receive(event);
    for (const event of [start, result]) await two.receive(event);
    const [first, second] = [await one.review(), await two.review()];
    expect(first?.clock).toEqual(second?.clock);
    expect(first?.facts).toEqual(second?.facts);
    expect(first?.clock).toMatchObject({ state: "met", dueAt: instant("2026-11-21T01:00:00Z") });
  });

  it("closes a clock that is first heard of by a late result as metLate, and announces nothing", async () => {
    const world = await makeWorld();
    await world.receive(failed({ submittedAt: "2026-11-02T18:00:00Z" }));
    expect((await world.review())?.clock).toMatchObject({ state: "metLate", steps: [] });
    world.pass(60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 0, digests: 0 });
  });

  it("mails nobody twice for the same result with another id", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.drain();
    expect(await world.receive(failed())).toEqual({ kind: "recorded" });
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("takes the same findings in another order for the same result, and one more of a kind for a change", async () => {
    const world = await makeWorld();
    const [size, name] = [
      { policy: "200.3.3", message: "Too small." },
      { policy: "100.1.1", message: "Too long." },
    ];
    for (const findings of [
      [size, name],
      [name, size],
      [name, size, size],
    ]) {
      await world.receive(failed({ findings }));
      await world.drain();
    }
    expect(world.mails).toHaveLength(2);
  });

  it.each([
    ["a later", "2026-11-20T16:30:00Z"],
    ["an equal", "2026-11-20T16:19:58.1234567Z"],
  ])("mails a changed result with %s completedAt, and says what it replaces", async (_, completedAt) => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.drain();
    await world.receive(failed({ completedAt, findings: [] }));
    await world.drain();
    expect(world.mails).toHaveLength(2);
    expect(world.mails[1]?.text).toMatch(/replaces our earlier one/);
  });

  it("does not say that a mail is replaced which never went", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.receive(failed({ completedAt: "2026-11-20T16:30:00Z", findings: [] }));
    await world.drain();
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.text).not.toMatch(/replaces/);
  });

  it("records an earlier result, and mails nothing for it", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.drain();
    expect(await world.receive(failed({ completedAt: "2026-11-20T10:00:00Z", findings: [] }))).toEqual({
      kind: "recorded",
    });
    await world.drain();
    expect(world.mails).toHaveLength(1);
    expect(eventRows(world)).toHaveLength(2);
  });

  it("mails a result that came back after another one of the same instant", async () => {
    const world = await makeWorld();
    for (const findings of [undefined, [], undefined]) {
      await world.receive(failed(findings === undefined ? {} : { findings }));
      await world.drain();
    }
    expect(world.mails).toHaveLength(3);
    expect(world.mails[2]?.text).toMatch(/Authentication/);
    expect(world.mails[2]?.text).toMatch(/replaces/);
  });

  it("corrects a failed result that passed after all, once it was mailed", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.drain();
    await world.receive(passed());
    await world.drain();
    expect(states(world)).toEqual([
      ["certificationFailed", "accepted", undefined],
      ["certificationCorrected", "accepted", undefined],
    ]);
  });

  it.each([
    ["accepted", 2],
    ["delivered", 2],
    ["unknown", 3],
    ["bounced", 3],
  ] as const)("tells of a pass once, also when it comes again later: a correction that is %s", async (state, count) => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.drain();
    await world.receive(passed());
    await world.drain();
    const [, correction] = world.notifications();
    await world.force(correction?.notificationId ?? "", { state });
    await world.receive(passed({ completedAt: "2026-11-20T19:00:00Z" }));
    await world.drain();
    expect(world.mails).toHaveLength(count);
    await world.receive(failed({ completedAt: "2026-11-20T20:00:00Z" }));
    await world.receive(passed({ completedAt: "2026-11-20T19:30:00Z" }));
    await world.drain();
    expect(world.mails[count]?.subject).toMatch(/failed certification/);
    expect(world.mails).toHaveLength(count + 1);
  });

  it.each([
    [false, 2],
    [true, 3],
  ])("tells of notes after a correction only when asked to: %s", async (notifyPassedWithNotes, count) => {
    const world = await makeWorld({ settings: { notifyPassedWithNotes } });
    await world.receive(failed());
    await world.drain();
    await world.receive(passed());
    await world.drain();
    await world.receive(passed({ completedAt: "2026-11-20T19:00:00Z", outcome: "passedWithNotes" }));
    await world.drain();
    expect(world.mails).toHaveLength(count);
  });

  it("corrects nothing when the failure was never mailed", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.receive(passed());
    expect(await world.drain()).toEqual([{ kind: "unused", why: "settled" }]);
    expect(states(world)).toEqual([["certificationFailed", "cancelled", "newerResult"]]);
    expect(world.mails).toHaveLength(0);
  });

  it.each(["unknown", "claimed"] as const)(
    "corrects a failure whose mail is %s, because it may have arrived",
    async (state) => {
      const world = await makeWorld();
      await world.receive(failed());
      await world.force(world.only().notificationId, { state });
      await world.receive(passed());
      expect(world.notifications().map(({ kind }) => kind)).toContain("certificationCorrected");
    },
  );

  it("corrects a failure that is tried again after an unknown outcome, because it may have arrived", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const at = instant("2026-11-20T16:20:00Z");
    await world.force(world.only().notificationId, {
      state: "retrying",
      attempts: [{ number: 1, at, outcome: "unknown", answer: "cut" }],
    });
    await world.receive(passed());
    expect(states(world)).toEqual([
      ["certificationFailed", "cancelled", "newerResult"],
      ["certificationCorrected", "queued", undefined],
    ]);
  });

  it("mails a pass to nobody, and one with notes only when asked to", async () => {
    const notes = { outcome: "passedWithNotes" };
    const quiet = await makeWorld();
    await quiet.receive(passed());
    await quiet.receive(passed({ ...notes, submissionId: "2" }));
    expect(quiet.notifications()).toHaveLength(0);
    const loud = await makeWorld({ settings: { notifyPassedWithNotes: true } });
    await loud.receive(passed(notes));
    await loud.drain();
    expect(loud.mails).toHaveLength(1);
    expect(loud.only()).toMatchObject({ kind: "certificationPassedWithNotes", state: "accepted" });
  });

  it("keeps a failure without contacts until an event brings them", async () => {
    const world = await makeWorld();
    await world.receive(failed({ contacts: [] }));
    expect(world.only()).toMatchObject({ state: "queued", reason: "noContacts" });
    expect(world.queue.take()).toHaveLength(0);
    await world.receive(submitted());
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["ada@contoso.example"]);
    expect(states(world)).toEqual([
      ["certificationFailed", "cancelled", "contactsKnown"],
      ["certificationFailed", "accepted", undefined],
    ]);
  });

  it("takes the contacts that an earlier event named", async () => {
    const world = await makeWorld();
    await world.receive(submitted());
    await world.receive(failed({ contacts: [] }));
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["ada@contoso.example"]);
  });

  it("mails whoever is a contact in the end, when the contacts change to and fro before the mail goes", async () => {
    const world = await makeWorld();
    const [ada, bo] = [{ email: "ada@contoso.example" }, { email: "bo@contoso.example" }];
    await world.receive(failed({ contacts: [] }));
    await world.receive(submitted({ contacts: [ada] }));
    await world.receive(anEvent("paused", { at: "2026-11-19T09:00:00Z", contacts: [bo] }));
    await world.receive(anEvent("resumed", { at: "2026-11-19T10:00:00Z", contacts: [ada] }));
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["ada@contoso.example"]);
  });

  it("sends one mail to an address that is named twice", async () => {
    const world = await makeWorld();
    await world.receive(failed({ contacts: [{ email: "Ada@contoso.example" }, { email: "ada@CONTOSO.example" }] }));
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("changes the result of fifty unsent contacts, more rows than one transaction holds", async () => {
    const world = await makeWorld();
    await world.receive(failed({ contacts: people(50) }));
    await world.receive(failed({ contacts: people(50), completedAt: "2026-11-20T16:30:00Z" }));
    await world.drain();
    expect(world.mails).toHaveLength(50);
    expect(world.notifications().filter(({ state }) => state === "cancelled")).toHaveLength(50);
    expect(world.notifications().filter(({ state }) => state === "accepted")).toHaveLength(50);
  });

  it("cancels however many resends wait, more than two transactions hold", async () => {
    const world = await makeWorld();
    await world.receive(failed({ contacts: people(50) }));
    await world.drain();
    for (let n = 0; n < 5; n += 1) {
      await world.resendNotification("1152921515689848683", { reason: "again" }, undefined);
      world.pass(601_000);
    }
    await world.receive(anEvent("cancelled", { cancelledAt: "2026-11-20T17:00:00Z" }));
    expect(world.notifications().filter(({ state }) => state === "cancelled")).toHaveLength(250);
  });

  it("cancels what is unsent when the submission is withdrawn", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    await world.receive(anEvent("cancelled", { cancelledAt: "2026-11-20T17:00:00Z" }));
    await world.drain();
    expect(states(world)).toEqual([["certificationFailed", "cancelled", "submissionCancelled"]]);
    expect(world.mails).toHaveLength(0);
  });

  it("mails a result that is later than the withdrawal", async () => {
    const world = await makeWorld();
    await world.receive(anEvent("cancelled", { cancelledAt: "2026-11-20T12:00:00Z" }));
    await world.receive(failed());
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("waits in place while the ledger is away, and does it once", async () => {
    const world = await makeWorld();
    let away = 3;
    const { store } = world;
    const core = await world.another({
      store: intercept(store, {
        transact: async (...args) => {
          if (args[1] === "probe" && away > 0) throw new NotifierError("LEDGER_UNAVAILABLE");
          const result = await store.transact(...args);
          if (args[0] === "reviews") away -= 1;
          if (args[0] === "reviews" && away >= 0) throw new NotifierError("LEDGER_UNAVAILABLE");
          return result;
        },
      }),
    });
    const parsed = parsedEvent(failed());
    // The write of the event succeeded and came back as an outage: its repetition finds it recorded.
    expect((await core.receiveEvent(parsed)).kind).toMatch(/recorded|repeated/);
    expect(eventRows(world)).toHaveLength(1);
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("keeps every submission id apart, whatever characters it has", async () => {
    const world = await makeWorld();
    const ids = ["a/b", "a\\b", "a#b", "a?b", "a%2Fb", "ключ ü 漢", "a b", "1152921515689848683"];
    for (const submissionId of ids) await world.receive(failed({ submissionId }));
    await world.drain();
    expect(world.mails).toHaveLength(ids.length);
    for (const submissionId of ids) expect((await world.review(submissionId))?.facts.submissionId).toBe(submissionId);
  });
});
