import { fc } from "../../../helpers/fast-check.ts";
import { instant } from "../../../../src/core/instant.ts";
import {
  DUE_PARTITIONS,
  dueRow,
  duePartition,
  eventRow,
  makeNotificationId,
  operationIdOf,
  parseDueRow,
  partitionOfNotification,
  resendRow,
  reviewPartition,
} from "../../../../src/core/ledger/keys.ts";

const LEGAL = /^[^/\\#?\p{Cc}]{1,1024}$/u;

describe("the ledger's keys", () => {
  it("are legal in Table Storage whatever the ids are", () => {
    void fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const partition = reviewPartition(text);
        const id = makeNotificationId(partition, "certificationFailed", text, text);
        for (const key of [partition, eventRow(reviewPartition(text)), id, resendRow(text)]) expect(key).toMatch(LEGAL);
        expect(partitionOfNotification(id)).toBe(partition);
        expect(DUE_PARTITIONS).toContain(duePartition(partition));
      }),
    );
  });

  it("give one notification a cause and address, whatever its case", () => {
    const id = makeNotificationId("alerts", "slaBreach", "cause", " Ada@X.example ");
    expect(makeNotificationId("alerts", "slaBreach", "cause", "ada@x.example")).toBe(id);
    expect(makeNotificationId("alerts", "slaWarning", "cause", "ada@x.example")).not.toBe(id);
    expect(operationIdOf(id)).toBe(operationIdOf(id));
    expect(operationIdOf(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("sort due rows by their instants, and read them back", () => {
    const at = instant("2026-11-20T16:00:00Z");
    expect(parseDueRow(dueRow(at, "open", "n-alerts-0"))).toEqual({ at, kind: "open", id: "n-alerts-0" });
    for (const nonsense of ["", "x", `${at}|coffee|x`, `${at}|open`]) expect(parseDueRow(nonsense)).toBeUndefined();
  });

  it.each(["", "n-", "n-alerts-", `n-alerts-${"g".repeat(32)}`, `n-${"a".repeat(63)}-${"0".repeat(32)}`])(
    "know that %j is no notification id",
    (id) => expect(partitionOfNotification(id)).toBeUndefined(),
  );
});
