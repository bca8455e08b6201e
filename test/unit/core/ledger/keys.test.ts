import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { instant } from "../../../../src/core/instant.ts";
import {
  DUE_PARTITIONS,
  duePartition,
  dueRow,
  eventRow,
  parseDueRow,
  resendRow,
} from "../../../../src/core/ledger/keys.ts";
import {
  ALERTS_PARTITION,
  makeNotificationId,
  operationIdOf,
  partitionOfNotification,
  partitionsOfOperation,
} from "../../../../src/core/notifications/notification-id.ts";
import { fc } from "../../../helpers/fast-check.ts";

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

  it("give each cause, kind and address its one notification", () => {
    const id = makeNotificationId("alerts", "slaBreach", "cause", "ada@x.example");
    expect(makeNotificationId("alerts", "slaBreach", "cause", "ada@x.example")).toBe(id);
    expect(makeNotificationId("alerts", "slaWarning", "cause", "ada@x.example")).not.toBe(id);
    expect(makeNotificationId("alerts", "slaBreach", "cause", "eve@x.example")).not.toBe(id);
    expect(operationIdOf(id)).toBe(operationIdOf(id));
    expect(operationIdOf(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("lead from an operation id to the partition of its notification, and to no other", () => {
    for (const partition of [reviewPartition("1152921515689848683"), reviewPartition("a/b"), ALERTS_PARTITION]) {
      const id = makeNotificationId(partition, "certificationFailed", "cause", "ada@x.example");
      const { from = "", to = "" } = partitionsOfOperation(operationIdOf(id)) ?? {};
      expect(partition >= from && partition < to).toBe(true);
      expect(reviewPartition("another") >= from && reviewPartition("another") < to).toBe(false);
      expect(partitionsOfOperation(operationIdOf(id).toUpperCase())).toEqual({ from, to });
    }
    expect(operationIdOf(makeNotificationId("alerts", "slaBreach", "one", "a@x.example"))).not.toBe(
      operationIdOf(makeNotificationId("alerts", "slaBreach", "two", "a@x.example")),
    );
    for (const foreign of ["", "11111111-2222-4333-8444-555555555555", "11111111-2222-8333-c444-555555555555"])
      expect(partitionsOfOperation(foreign)).toBeUndefined();
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
