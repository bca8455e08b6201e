import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { makeMentions } from "../../../../src/core/erase/mentions.ts";
import { instant } from "../../../../src/core/instant.ts";
import { makeAddresses } from "../../../../src/core/ledger/addresses.ts";
import { makeReplayRecords } from "../../../../src/core/ledger/replay-records.ts";
import { readReview } from "../../../../src/core/ledger/review-rows.ts";
import type { AsideMessage, TableName } from "../../../../src/core/ports.ts";
import { makeErasePerson } from "../../../../src/core/verbs/erase-person.ts";
import { makeNoteReplay } from "../../../../src/core/verbs/note-replay.ts";
import { intercept } from "../../../helpers/intercept.ts";
import { failed, makeWorld, passed, SUBMISSION_ID, submitted, type World } from "../../../helpers/world.ts";

const TABLES: readonly TableName[] = ["reviews", "due", "addresses", "state", "index"];
const ADA = "ada@contoso.example";
const BO = "bo@contoso.example";
const CONTACTS = [
  { name: "Ada Lovelace", email: "Ada@Contoso.example" },
  { name: "Bo", email: BO },
];
const FINDINGS = [{ policy: "1000.3", message: `Ask ${ADA} or lada@contoso.example about it.`, severity: "blocking" }];
const NOTHING = { peek: async () => ({ messages: [], more: false }), send: async () => {} };

const everything = (world: World): string => JSON.stringify(TABLES.map((table) => world.store.dump(table)));
const eraser = (world: World, asideMessages = NOTHING) => makeErasePerson({ store: world.store, asideMessages });

/** Ada and Bo were mailed, Ada's mail bounced once; the texts name her too. */
const aLedger = async (): Promise<World> => {
  const world = await makeWorld({ now: "2026-11-20T16:20:00Z" });
  await world.receive(submitted({ contacts: CONTACTS }));
  await world.receive(failed({ contacts: CONTACTS, findings: FINDINGS }));
  await world.drain();
  await makeAddresses(world.store).markBounced(ADA, world.clock.now());
  expect(world.mails.map(({ to }) => to.address).sort()).toEqual([ADA, BO]);
  return world;
};

describe("makeErasePerson", () => {
  it("leaves nothing of the person in any table, and everything of the others", async () => {
    const world = await aLedger();
    const { found, left, more } = await eraser(world)(ADA, { dryRun: false });
    expect(found).toEqual({ review: 1, event: 2, notification: 1, cancelled: 0, mail: 2, bouncedAddress: 2, other: 0 });
    expect({ left, more }).toEqual({ left: [], more: false });
    const texts = everything(world);
    // Not as a part of somebody else's address either.
    expect(texts.replaceAll("lada@", "").replaceAll("lada[@]", "")).not.toMatch(/(?<![a-z])ada(@|\[@\]|%40)|Lovelace/i);
    expect(texts).toContain(BO);
    expect(texts).toMatch(/lada\[@\]contoso/);
    const { events, notifications, review } = await readReview(world.store, reviewPartition(SUBMISSION_ID));
    expect(events.map(({ event }) => event.contacts.map(({ email }) => email))).toEqual([[BO], [BO]]);
    expect(review?.record.facts.contacts).toEqual([{ name: "Bo", email: BO }]);
    expect(notifications.map(({ notification: { address, state, reason } }) => [address, state, reason])).toEqual(
      expect.arrayContaining([
        [undefined, "accepted", "erased"],
        [BO, "accepted", undefined],
      ]),
    );
  });

  it("says what it would erase, and writes nothing, on a dry run", async () => {
    const world = await aLedger();
    const before = everything(world);
    const { found, rows } = await eraser(world)(ADA, { dryRun: true });
    expect(found).toMatchObject({ review: 1, event: 2, notification: 1, mail: 2, bouncedAddress: 2 });
    expect(rows).toBeGreaterThan(5);
    expect(everything(world)).toBe(before);
  });

  it("forgets who replayed messages and released addresses, and the release of the person's own", async () => {
    const world = await aLedger();
    const addresses = makeAddresses(world.store);
    const noteReplay = makeNoteReplay(world);
    const at = world.clock.now();
    await addresses.markBounced(BO, at);
    await addresses.release(ADA, { by: BO, at });
    await addresses.release(BO, { by: ADA, at });
    const replayed = { twinKey: "t", queue: "q", messageId: "m", bodyHash: "b", state: "sent" } as const;
    await makeReplayRecords(world.store).put({ ...replayed, id: "a1", by: ADA, replayedAt: at }, undefined);
    const body = new TextEncoder().encode(JSON.stringify({ data: { submissionId: SUBMISSION_ID } }));
    await noteReplay({ at, by: ADA, queue: "q", replayOf: "a1" }, body);
    await eraser(world)(ADA, { dryRun: false });
    expect(everything(world).replaceAll("lada@", "")).not.toContain(ADA);
    expect((await addresses.releases(at)).map(({ by }) => by)).toEqual(["erased"]);
    const { replays } = await readReview(world.store, reviewPartition(SUBMISSION_ID));
    expect(replays).toMatchObject([{ by: "erased", replayOf: "a1" }]);
  });

  it("finds nothing the second time", async () => {
    const world = await aLedger();
    await eraser(world)(ADA, { dryRun: false });
    const after = everything(world);
    const { found } = await eraser(world)(ADA, { dryRun: false });
    expect(Object.values(found).every((count) => count === 0)).toBe(true);
    expect(everything(world)).toBe(after);
  });

  it("cancels what is on its way to the person, and a hint for it sends nothing", async () => {
    const world = await makeWorld();
    await world.receive(failed({ contacts: CONTACTS }));
    const { found } = await eraser(world)(ADA, { dryRun: false });
    expect(found.cancelled).toBe(1);
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual([BO]);
    expect(world.notifications().filter(({ state }) => state === "cancelled")).toEqual([
      expect.objectContaining({ reason: "erased" }),
    ]);
  });

  it("keeps a result the same although its texts have changed: nobody is mailed again", async () => {
    const world = await aLedger();
    await eraser(world)(ADA, { dryRun: false });
    const mails = world.mails.length;
    await world.receive(failed({ contacts: CONTACTS.slice(1), findings: FINDINGS }, { id: "the-same-again" }));
    await world.drain();
    expect(world.mails).toHaveLength(mails);
  });

  it("keeps resending to the others, and never to the person", async () => {
    const world = await aLedger();
    await eraser(world)(ADA, { dryRun: false });
    world.mails.length = 0;
    await expect(
      world.resendNotification(SUBMISSION_ID, { reason: "Lost.", recipients: [ADA] }, undefined),
    ).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    await world.resendNotification(SUBMISSION_ID, { reason: "Lost." }, undefined);
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual([BO]);
  });

  it("takes up an event that comes between reading a row and writing it", async () => {
    const world = await aLedger();
    let isFirst = true;
    const raced = intercept(world.store, {
      transact: async (...args) => {
        if (isFirst) {
          isFirst = false;
          await world.receive(passed({ contacts: CONTACTS, completedAt: "2026-11-20T18:00:00Z" }));
        }
        return await world.store.transact(...args);
      },
    });
    await makeErasePerson({ store: raced, asideMessages: NOTHING })(ADA, { dryRun: false });
    expect(everything(world).replaceAll("lada", "")).not.toMatch(/(?<![a-z])ada(@|\[@\])|Lovelace/i);
  });

  it("erases a team member from digests, and takes up after having been cut off at any write", async () => {
    for (let survives = 0; ; survives += 1) {
      const world = await makeWorld({ now: "2026-11-18T18:01:00Z", settings: { alertRecipients: [ADA] } });
      await world.receive(submitted({ contacts: [] }));
      world.goTo("2026-11-21T18:00:00Z");
      await world.sweepSla();
      await world.drain();
      let writes = 0;
      const mortal = intercept(world.store, {
        transact: async (...args) => {
          if (++writes > survives) throw new TypeError("killed");
          return await world.store.transact(...args);
        },
      });
      const isDone = await makeErasePerson({ store: mortal, asideMessages: NOTHING })(ADA, { dryRun: false }).then(
        () => true,
        () => false,
      );
      await eraser(world)(ADA, { dryRun: false });
      expect(everything(world)).not.toContain(ADA);
      if (isDone) {
        expect(writes).toBeGreaterThanOrEqual(3);
        break;
      }
    }
  });

  it("names what waits in queues", async () => {
    const world = await makeWorld();
    const message = (text: string, sequenceNumber: string): AsideMessage => ({
      queue: "certification-results-rejected",
      deadLetter: false,
      origin: "certification-results",
      sequenceNumber,
      enqueuedAt: instant("2026-11-20T16:00:00Z"),
      body: new TextEncoder().encode(text),
      properties: {},
      problems: [],
    });
    const messages = [message(`{"email":"ADA@contoso.example"}`, "7"), message(`{"email":"${BO}"}`, "8")];
    const { left } = await eraser(world, {
      ...NOTHING,
      peek: async () => ({ messages: messages as never, more: false }),
    })(ADA, { dryRun: false });
    expect(left).toEqual([expect.objectContaining({ sequenceNumber: "7", queue: "certification-results-rejected" })]);
  });
});

describe("makeMentions", () => {
  const mentions = makeMentions("ada@xn--mnchen-3ya.example");
  it.each([
    ["Write to ada@xn--mnchen-3ya.example.", "Write to erased."],
    ["ADA@München.example", "erased"],
    ["ada[@]münchen[.]example, please", "erased, please"],
    ["mailto:ada%40xn--mnchen-3ya.example", "mailto:erased"],
    ["<ada@münchen.example>", "<erased>"],
  ])("erases %s", (text, erased) => {
    expect(mentions.isIn(text)).toBe(true);
    expect(mentions.erasedFrom(text)).toBe(erased);
  });

  it.each([
    "lada@münchen.example",
    "ada@münchen.example.org",
    "x.ada@münchen.example",
    "ada@münchen.examples",
    "ada+x@münchen.example",
  ])("takes %s for somebody else", (text) => {
    expect(mentions.erasedFrom(text)).toBe(text);
  });
});
