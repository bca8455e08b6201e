import { instant } from "../../../../src/core/instant.ts";
import { decideReplay, type ReplayCase } from "../../../../src/core/ledger/decide-replay.ts";
import { hashOf, toItems } from "../../../../src/core/ledger/rejected-items.ts";
import type { ReplayRecord } from "../../../../src/core/ledger/replay-records.ts";
import { asideMessage } from "../../replay/memory-aside-messages.ts";

const NOW = instant("2026-11-20T17:00:00Z");
const [item] = toItems([asideMessage()]);
if (item === undefined) throw new TypeError("Expected an item.");
const other = new TextEncoder().encode("{}");
const record: ReplayRecord = {
  id: item.id,
  twinKey: item.twinKey,
  queue: item.message.origin,
  messageId: "replay-0",
  bodyHash: hashOf(item.message.body),
  replayedAt: NOW,
  by: "Ada",
  state: "sending",
};
const own = (state: ReplayRecord["state"], ageInMs = 0) => ({ record: { ...record, state }, etag: "1", ageInMs });
const decide = (replay: Partial<ReplayCase> = {}) =>
  decideReplay({
    id: record.id,
    by: "Ada",
    item,
    editedBody: undefined,
    own: undefined,
    others: [],
    now: NOW,
    newMessageId: () => "replay-1",
    ...replay,
  });

describe("decideReplay", () => {
  it.each<[string, Partial<ReplayCase>, "done" | "claim", string]>([
    ["a message that nobody has replayed", {}, "claim", "replay-1"],
    ["one that went out", { own: own("sent") }, "done", "replay-0"],
    ["one whose copy went out", { others: [{ ...record, id: "twin", state: "sent" }] }, "done", "replay-0"],
    ["one whose copy failed", { others: [{ ...record, id: "twin", state: "unconfirmed" }] }, "claim", "replay-1"],
    ["one of which another went out", { others: [{ ...record, twinKey: "x", state: "sent" }] }, "claim", "replay-1"],
    ["one that is on its way", { own: own("sending", 59_999) }, "done", "replay-0"],
    ["one whose sender has died, under its old id", { own: own("sending", 60_000) }, "claim", "replay-0"],
    ["one that was seen to fail, under its old id", { own: own("unconfirmed") }, "claim", "replay-0"],
  ])("judges %s", (_name, replay, kind, messageId) => {
    expect(decide(replay)).toMatchObject({ kind, record: { messageId } });
  });

  it("claims by a record that says who sends what", () => {
    const { record: claimed } = decide({ editedBody: other });
    expect(claimed).toEqual({ ...record, messageId: "replay-1", bodyHash: hashOf(other) });
  });

  it.each<[string, Partial<ReplayCase>]>([
    ["went out", { own: own("sent") }],
    ["is on its way", { own: own("sending") }],
    ["was to go out", { own: own("unconfirmed") }],
  ])("refuses another body for what %s", (_name, replay) => {
    expect(() => decide({ ...replay, editedBody: other })).toThrow(
      expect.objectContaining({ code: "REPLAY_CONFLICT" }),
    );
  });
});
