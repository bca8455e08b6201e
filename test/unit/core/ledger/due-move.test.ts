import { instant, plusMs } from "../../../../src/core/instant.ts";
import { type DueEntry, dueAgain } from "../../../../src/core/ledger/due-index.ts";
import { dueMove, dueMoveToNext } from "../../../../src/core/ledger/due-move.ts";
import type { DueVerdict } from "../../../../src/core/ledger/due-verdict.ts";
import { type DueKind, dueRow } from "../../../../src/core/ledger/keys.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const LATER = instant("2026-11-20T17:00:00Z");
const HOUR_IN_MS = 3_600_000;

const anEntry = (kind: DueKind, ageInMs: number): DueEntry => {
  const rowKey = dueRow(NOW, kind, "id");
  const writtenAt = plusMs(NOW, -ageInMs);
  const entity = { partitionKey: "due-0", rowKey, fields: {}, blobs: {}, etag: "e", writtenAt, readAt: NOW };
  return { partition: "due-0", entity, at: NOW, kind, id: "id" };
};

const REFILE: DueVerdict = { kind: "refile", at: LATER, overdueCount: 3 };
const ANNOUNCE: DueVerdict = { kind: "announce", candidate: { cause: "c", kind: "slaBreach", n: 1 } };

describe("dueMove", () => {
  it.each([
    // An event that is being written has its due row before its review.
    ["clock", HOUR_IN_MS, { kind: "done" }, { kind: "stay" }],
    ["clock", HOUR_IN_MS + 1, { kind: "done" }, { kind: "remove" }],
    ["open", 0, { kind: "done" }, { kind: "remove" }],
    ["notice", 0, { kind: "done" }, { kind: "remove" }],
    ["news", 0, { kind: "done" }, { kind: "remove" }],
    ["clock", HOUR_IN_MS, { kind: "stray" }, { kind: "stay" }],
    ["open", HOUR_IN_MS, { kind: "stray" }, { kind: "stay" }],
    ["open", HOUR_IN_MS + 1, { kind: "stray" }, { kind: "remove" }],
    ["notice", HOUR_IN_MS + 1, { kind: "stray" }, { kind: "remove" }],
    ["clock", 0, REFILE, { kind: "refile", keep: true }],
    ["clock", HOUR_IN_MS + 1, REFILE, { kind: "refile", keep: false }],
    ["open", 0, REFILE, { kind: "refile", keep: false }],
    ["notice", 0, ANNOUNCE, { kind: "remove" }],
  ] as const)("of a row of kind %s, written %i ms ago, that is %j is %j", (kind, ageInMs, verdict, expected) => {
    expect(dueMove(anEntry(kind, ageInMs), verdict, NOW)).toMatchObject(expected);
  });

  it("files a row anew with how often its matter was overdue", () => {
    const entry = anEntry("open", 0);
    expect(dueMove(entry, REFILE, NOW)).toMatchObject({ later: dueAgain(entry, LATER, 3) });
  });
});

describe("dueMoveToNext", () => {
  it("wakes the clock at its next step, however young the row is, and never without one", () => {
    const entry = anEntry("clock", 0);
    expect(dueMoveToNext(entry, LATER)).toEqual({ kind: "refile", later: dueAgain(entry, LATER), keep: false });
    expect(dueMoveToNext(entry, undefined)).toEqual({ kind: "remove" });
  });
});
