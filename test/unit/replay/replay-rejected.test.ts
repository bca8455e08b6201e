import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import { type Instant, instant, plusMs } from "../../../src/core/instant.ts";
import type { ReplayNote } from "../../../src/core/ledger/replay-notes.ts";
import { makeReplayRecords } from "../../../src/core/ledger/replay-records.ts";
import { makeListRejected } from "../../../src/core/verbs/list-rejected.ts";
import type { NoteReplay } from "../../../src/core/verbs/note-replay.ts";
import { makeReplayRejected } from "../../../src/core/verbs/replay-rejected.ts";
import { asideMessage, MemoryAsideMessages } from "./memory-aside-messages.ts";

const makeWorld = () => {
  let now: Instant = instant("2026-11-20T17:00:00Z");
  let ids = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const random = { newId: () => `id-${++ids}`, fraction: () => 0 };
  const store = new MemoryEntityStore(clock);
  const asideMessages = new MemoryAsideMessages();
  const replays = makeReplayRecords(store);
  const list = makeListRejected({ asideMessages, replays });
  const notes: (ReplayNote & { body: string })[] = [];
  const noteReplay: NoteReplay = async (note, body) => {
    notes.push({ ...note, body: Buffer.from(body).toString() });
  };
  const replay = makeReplayRejected({ asideMessages, replays, noteReplay, clock, random });
  return {
    store,
    asideMessages,
    list,
    ids: async () => (await list()).items.map(({ id }) => id),
    replays,
    notes,
    replay: async (id: string, body?: Uint8Array) => await replay(id, "ada", body),
    replayAs: replay,
    pass: (ms: number) => {
      now = plusMs(now, ms);
    },
  };
};

const onlyId = async (world: ReturnType<typeof makeWorld>): Promise<string> => {
  const [id = "", ...others] = await world.ids();
  expect(others).toEqual([]);
  return id;
};

describe("makeListRejected", () => {
  it("shows a message that was put aside twice once, by the id of the first", async () => {
    const world = makeWorld();
    const first = asideMessage();
    const second = asideMessage({ sequenceNumber: "2", enqueuedAt: instant("2026-11-20T16:00:05Z") });
    world.asideMessages.messages = [first];
    const id = await onlyId(world);
    world.asideMessages.messages = [second, first];
    const { items } = await world.list();
    expect(items).toMatchObject([{ id, copies: 2 }]);
  });

  it.each([
    ["another body", { text: "{other" }],
    ["other problems", { problems: ["data.outcome: is missing"] }],
    ["other attributes in binary mode", { properties: { "cloudEvents:id": "2" } }],
    ["another queue", { queue: "notifications", deadLetter: true, origin: "notifications" }],
  ])("shows messages with %s apart", async (_name, other) => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage(), asideMessage({ sequenceNumber: "2", ...other })];
    expect(await world.ids()).toHaveLength(2);
  });
});

describe("makeReplayRejected", () => {
  it("keeps who asked first and when, and notes it with the body that was sent before it is sent", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    world.asideMessages.isAway = true;
    await expect(world.replayAs(id, "bo", Buffer.from("{mended"))).rejects.toMatchObject({ code: "BUS_UNAVAILABLE" });
    const note = { at: instant("2026-11-20T17:00:00Z"), by: "bo", queue: "certification-results", replayOf: id };
    expect(world.notes).toEqual([{ ...note, body: "{mended" }]);
    world.asideMessages.isAway = false;
    await world.replayAs(id, "bo", Buffer.from("{mended"));
    await world.replayAs(id, "cy", Buffer.from("{mended"));
    expect(await world.replays.list()).toMatchObject([{ id, by: "bo", state: "sent" }]);
    expect(world.notes).toHaveLength(2);
  });

  it("sends a copy with a new id to where the message came from, and hides it with its copies", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [
      asideMessage({ properties: { "cloudEvents:id": "7", returns: 3 } }),
      asideMessage({ properties: { "cloudEvents:id": "7" }, sequenceNumber: "2" }),
    ];
    const id = await onlyId(world);
    expect(await world.replay(id)).toMatchObject({ id, queue: "certification-results", state: "sent" });
    expect(world.asideMessages.sent).toEqual([
      {
        queue: "certification-results",
        message: {
          messageId: "replay-id-1",
          contentType: "application/json",
          body: Buffer.from("{broken"),
          properties: { "cloudEvents:id": "7", replayOf: id },
        },
      },
    ]);
    expect(await world.ids()).toEqual([]);
  });

  it("answers the same and sends nothing when it is asked again, even when the message is gone", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    const first = await world.replay(id);
    world.pass(3_600_000);
    expect(await world.replay(id)).toEqual(first);
    world.asideMessages.messages = [];
    expect(await world.replay(id)).toEqual(first);
    expect(world.asideMessages.sent).toHaveLength(1);
  });

  it("sends once for two requests at the same time", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    await Promise.all([world.replay(id), world.replay(id), world.replay(id)]);
    expect(world.asideMessages.sent).toHaveLength(1);
  });

  it("does not send a copy of what was replayed", async () => {
    const world = makeWorld();
    const twin = asideMessage({ sequenceNumber: "2" });
    world.asideMessages.messages = [twin];
    const twinId = await onlyId(world);
    world.asideMessages.messages = [asideMessage(), twin];
    const id = await onlyId(world);
    const first = await world.replay(id);
    expect(await world.replay(twinId)).toEqual(first);
    expect(world.asideMessages.sent).toHaveLength(1);
  });

  it("keeps the message in the list when the bus is away, and sends it with the same id once it is back", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    world.asideMessages.isAway = true;
    await expect(world.replay(id)).rejects.toMatchObject({ code: "BUS_UNAVAILABLE" });
    expect(await world.ids()).toEqual([id]);
    world.asideMessages.isAway = false;
    await world.replay(id);
    expect(world.asideMessages.sent.map(({ message }) => message.messageId)).toEqual(["replay-id-1"]);
  });

  it("takes over from a request that died between record and send, but not before its time", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    const send = world.asideMessages.send.bind(world.asideMessages);
    world.asideMessages.send = () => new Promise<void>(() => {}); // dies here
    void world.replay(id);
    await new Promise((resolve) => setImmediate(resolve));
    world.asideMessages.send = send;
    expect(await world.replay(id)).toMatchObject({ state: "sending" });
    expect(world.asideMessages.sent).toEqual([]);
    world.pass(61_000);
    expect(await world.replay(id)).toMatchObject({ state: "sent", messageId: "replay-id-1" });
    expect(world.asideMessages.sent).toHaveLength(1);
  });

  it("sends an edited body in place of the original, and refuses another one later", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    const first = await world.replay(id, Buffer.from("{}"));
    expect(world.asideMessages.sent[0]?.message.body).toEqual(Buffer.from("{}"));
    expect(await world.replay(id, Buffer.from("{}"))).toEqual(first);
    expect(await world.replay(id)).toEqual(first);
    await expect(world.replay(id, Buffer.from("[]"))).rejects.toMatchObject({ code: "REPLAY_CONFLICT" });
  });

  it("shows a replayed message anew when it is put aside again", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    const id = await onlyId(world);
    await world.replay(id);
    const again = asideMessage({ sequenceNumber: "9", properties: { replayOf: id } });
    world.asideMessages.messages.push(again);
    expect(await world.ids()).toHaveLength(1);
  });

  it("knows no message by a wrong id, and takes no body that no event may have", async () => {
    const world = makeWorld();
    world.asideMessages.messages = [asideMessage()];
    await expect(world.replay("nonsense")).rejects.toMatchObject({ code: "REJECTED_UNKNOWN" });
    const id = await onlyId(world);
    await expect(world.replay(id, new Uint8Array(192 * 1024 + 1))).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  });
});
