import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { instant } from "../../../../src/core/instant.ts";
import type { Notification, StoredNotification } from "../../../../src/core/notifications/notification.ts";
import { planDelayMails } from "../../../../src/core/notifications/plan-delay-mails.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const ADA = { email: "ada@contoso.example", name: "Ada" };
const BOB = { email: "bob@contoso.example" };

const plan = (contacts: readonly { email: string }[], existing: readonly Notification[] = [], n = 2) =>
  planDelayMails({
    partition: reviewPartition("1152921515689848683"),
    now: NOW,
    emailDomain: "notifier.example",
    facts: { submissionId: "1152921515689848683", contacts },
    notice: { n },
    existing: existing.map(
      (notification): StoredNotification => ({ notification, etag: "1", ageInMs: 0, readAt: NOW }),
    ),
  });

describe("planDelayMails", () => {
  it("tells each contact once", () => {
    const { told, insert, cancel } = plan([ADA, BOB, ADA]);
    expect(insert).toMatchObject([
      { kind: "reviewDelayed", address: ADA.email, recipientName: "Ada", promise: 2, state: "queued" },
      { kind: "reviewDelayed", address: BOB.email, promise: 2 },
    ]);
    expect(told).toEqual(insert);
    expect(cancel).toEqual([]);
  });

  it("makes again only what is not there: a repeat names the notification as it is", () => {
    const [first] = plan([ADA]).insert;
    if (first === undefined) throw new TypeError("Expected a notification.");
    const accepted: Notification = { ...first, state: "accepted" };
    const { told, insert } = plan([ADA, BOB], [accepted]);
    expect(told).toMatchObject([accepted, { address: BOB.email }]);
    expect(insert).toEqual([told[1]]);
  });

  it.each<[string, Partial<Notification>, boolean]>([
    ["an earlier promise that is queued", { promise: 2, state: "queued" }, true],
    ["an earlier promise that is to be tried again", { promise: 2, state: "retrying" }, true],
    ["an earlier promise that may have gone", { promise: 2, state: "claimed" }, false],
    ["the same promise", { promise: 3, state: "queued" }, false],
    ["a result", { state: "queued" }, false],
  ])("knows whether it overtakes %s", (_name, change, isCancelled) => {
    const { cancel } = plan([ADA], [sampleNotification(change)], 3);
    expect(cancel.map(({ reason }) => reason)).toEqual(isCancelled ? ["newerNotice"] : []);
  });

  it("refuses a review without contacts", () => {
    expect(() => plan([])).toThrow(expect.objectContaining({ code: "NOBODY_TO_TELL" }));
  });
});
