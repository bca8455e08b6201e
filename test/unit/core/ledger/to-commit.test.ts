import { instant, plusMs } from "../../../../src/core/instant.ts";
import { type NotificationChange, plannedChanges, toCommit } from "../../../../src/core/ledger/to-commit.ts";
import type { Notification } from "../../../../src/core/notifications/notification.ts";
import { partitionOf } from "../../../../src/core/notifications/notification-id.ts";
import type { ReviewRecord } from "../../../../src/core/sla/review-record.ts";
import { sampleRecord } from "../../../helpers/sample-record.ts";
import { makeWorld, passed, submitted } from "../../../helpers/world.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";
import { sampleMail } from "../../email/sample-mail.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const LATER = plusMs(NOW, 60_000);
const accepted = sampleNotification();
const { acceptedAt: _accepted, ...unsent } = accepted;
const { address: _address, ...nobodys } = unsent;
const queued: Notification = { ...unsent, state: "queued", attempts: [] };
const claimed: Notification = { ...unsent, state: "claimed" };
const retrying: Notification = { ...unsent, state: "retrying" };
const failed: Notification = { ...unsent, state: "failed" };
const from = { notification: claimed, etag: "7" };
const mail = sampleMail();
const PARTITION = partitionOf(accepted);

const RUNNING = sampleRecord();

const commitOf = (...notifications: readonly NotificationChange[]) =>
  toCommit({ partition: PARTITION, now: NOW, notifications });

/** A change of one notification: its writes, the kinds of its due rows, when its hints are seen, and what the world is told. */
type Cell = [string, NotificationChange, string[], string[], string[], string[]];
const CELLS: readonly Cell[] = [
  ["a new one that waits in the queue", { next: queued }, ["insert"], ["open"], ["now"], []],
  ["a new one for nobody", { next: { ...nobodys, state: "queued" } }, ["insert"], ["open"], [], []],
  ["a new one that waits for its slot", { next: queued, hintAt: LATER }, ["insert"], ["open"], [LATER], []],
  ["a new one, claimed with its mail", { next: claimed, mail }, ["insert", "upsert"], [], [], []],
  ["a new one that failed", { next: failed, isNotice: true }, ["insert"], ["notice"], [], ["failed"]],
  ["a claim that was accepted", { from, next: accepted }, ["replace"], [], [], ["accepted"]],
  ["a claim to be tried again", { from, next: retrying, hintAt: LATER }, ["replace"], ["open"], [LATER], []],
  [
    "the same of one that came by the queue",
    { from, next: retrying, hintAt: LATER, hasDueRow: true },
    ["replace"],
    [],
    [LATER],
    [],
  ],
  ["a claim that is held", { from, next: { ...unsent, state: "unknown", reason: "held" } }, ["replace"], [], [], []],
  [
    "a failure of one that came by the queue",
    { from, next: failed, hasDueRow: true, isNotice: true },
    ["replace"],
    ["notice"],
    [],
    ["failed"],
  ],
  [
    "what the world knows already",
    { from: { notification: failed, etag: "7" }, next: failed },
    ["replace"],
    [],
    [],
    [],
  ],
];

describe("toCommit", () => {
  it.each(CELLS)("knows what goes with %s", (_name, change, writes, due, hints, notices) => {
    const commit = commitOf(change);
    expect(commit.writes.map(({ kind }) => kind)).toEqual(writes);
    expect(commit.due.map(({ rowKey }) => rowKey.split("|")[1])).toEqual(due);
    expect(commit.hints.map(({ at }) => at ?? "now")).toEqual(hints);
    expect(commit.notices.map(({ type }) => type.split(".").at(-1))).toEqual(notices);
  });

  it("writes other rows first, then the review, then each notification with its mail", () => {
    const commit = toCommit({
      partition: PARTITION,
      now: NOW,
      writes: [{ kind: "insert", rowKey: "2-event|1", fields: {} }],
      review: { from: undefined, next: RUNNING },
      notifications: [{ next: claimed, mail }, { next: queued }],
    });
    const kinds = commit.writes.map(({ rowKey }) => rowKey.split("|")[0]);
    expect(kinds).toEqual(["2-event", "1-review", "3-notification", "4-mail", "3-notification"]);
  });

  it("says since when a new review is there, and what an old one was", () => {
    const review = { from: undefined, next: RUNNING };
    expect(toCommit({ partition: PARTITION, now: NOW, review })).toMatchObject({ record: RUNNING, newSince: NOW });
    const known = toCommit({
      partition: PARTITION,
      now: NOW,
      review: { from: { record: RUNNING, etag: "1" }, next: RUNNING },
    });
    expect(known).toMatchObject({ previous: RUNNING, writes: [{ kind: "replace", etag: "1" }] });
    expect(known.newSince).toBeUndefined();
    expect(toCommit({ partition: PARTITION, now: NOW }).record).toBeUndefined();
  });

  it("wakes the clock at its next step", () => {
    const next = { ...RUNNING, nextStepAt: LATER };
    const { due } = toCommit({ partition: PARTITION, now: NOW, review: { from: undefined, next } });
    expect(due.map(({ rowKey }) => rowKey)).toEqual([`${LATER}|clock|${PARTITION}`]);
  });

  it("tells the world once that a clock has stopped", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:00:00Z" });
    await world.receive(submitted());
    await world.receive(passed({ completedAt: "2026-11-19T17:00:00Z" }));
    const met = await world.review();
    if (met === undefined) throw new TypeError("Expected a review.");
    const told = (before: ReviewRecord) =>
      toCommit({ partition: PARTITION, now: NOW, review: { from: { record: before, etag: "1" }, next: met } }).notices;
    expect(told({ ...met, clock: { ...met.clock, state: "running" } })).toMatchObject([{ data: { state: "met" } }]);
    expect(told(met)).toEqual([]);
  });
});

describe("plannedChanges", () => {
  it("adds what is new, and cancels by the etag that was read", () => {
    const stored = { notification: retrying, etag: "7", ageInMs: 0, readAt: NOW };
    const plan = { insert: [queued], cancel: [{ stored, reason: "newerResult" }] };
    const { writes, hints } = commitOf(...plannedChanges(plan));
    expect(writes).toMatchObject([{ kind: "insert" }, { kind: "replace", etag: "7" }]);
    expect(writes[1]).toMatchObject({ fields: { state: "cancelled", reason: "newerResult" } });
    expect(hints).toHaveLength(1);
  });
});
