import { instant } from "../../../../src/core/instant.ts";
import type { Notification } from "../../../../src/core/notifications/notification.ts";
import { newResend, resendOriginals, resendTargets } from "../../../../src/core/notifications/plan-resend.ts";
import { sampleRecord } from "../../../helpers/sample-record.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";
import { sampleMail } from "../../email/sample-mail.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const { facts } = sampleRecord();
const result = { eventKey: "event-1", resultKey: "result-1", completedAt: NOW, outcome: "failed" as const };
const withResult = sampleRecord({ facts: { ...facts, result } });
const notice = { at: NOW, n: 2, expectedAt: NOW, dueAt: NOW, reason: "The lab is closed." };
const told = sampleRecord({
  delayNotices: [
    { ...notice, n: 2 },
    { ...notice, n: 3 },
  ],
});

const first = sampleNotification();
const { resultKey: _result, ...noResult } = first;
const cancelled: Notification = { ...first, state: "cancelled", reason: "newerResult" };
const bob = sampleNotification({ address: "bob@contoso.example", recipientName: "Bob" });
const { address: _address, ...nobodys } = first;

describe("resendOriginals", () => {
  it.each<[string, typeof withResult, Notification, boolean]>([
    ["a mail of the result that counts", withResult, first, true],
    ["a mail of another result", withResult, { ...first, resultKey: "result-0" }, false],
    ["a resend", withResult, { ...first, resendOf: "n-1" }, false],
    ["a mail that was called off", withResult, cancelled, false],
    ["one that waited for contacts who came", withResult, { ...cancelled, reason: "contactsKnown" }, true],
    ["the last notice of delay while there is no result", told, { ...noResult, promise: 3 }, true],
    ["an earlier notice", told, { ...noResult, promise: 2 }, false],
    ["a notice once there is a result", withResult, { ...noResult, promise: 3 }, false],
    ["what tells of nothing", sampleRecord(), noResult, false],
    ["a mail of a withdrawn submission", sampleRecord({ facts: { ...facts, result, cancelledAt: NOW } }), first, false],
  ])("knows whether it can send again %s", (_name, record, notification, isOriginal) => {
    const ask = () => resendOriginals(record, [notification]);
    if (isOriginal) expect(ask()).toEqual([notification]);
    else expect(ask).toThrow(expect.objectContaining({ code: "NOTHING_TO_RESEND" }));
  });
});

describe("resendTargets", () => {
  const queued: Notification = { ...bob, state: "queued" };

  it.each<[string, readonly Notification[], readonly string[] | undefined, [string, Notification][]]>([
    [
      "everybody who got it",
      [first, bob],
      undefined,
      [
        [first.address ?? "", first],
        [bob.address ?? "", bob],
      ],
    ],
    ["nobody whose mail has not gone out", [first, queued], undefined, [[first.address ?? "", first]]],
    [
      "one who may have it",
      [{ ...bob, state: "unknown" }],
      undefined,
      [[bob.address ?? "", { ...bob, state: "unknown" }]],
    ],
    [
      "whom was asked for, once",
      [first, bob],
      ["bob@contoso.example", "bob@contoso.example"],
      [["bob@contoso.example", bob]],
    ],
    ["somebody new, with the mail of another", [first], ["eve@x.example"], [["eve@x.example", first]]],
    ["somebody new, where no mail has gone out", [nobodys], ["eve@x.example"], [["eve@x.example", nobodys]]],
  ])("mails %s", (_name, originals, recipients, targets) => {
    expect(resendTargets(originals, recipients)).toEqual(targets.map(([address, original]) => ({ address, original })));
  });

  it.each([
    ["whose mails are on their way", [queued]],
    ["that has nobody to go to", [nobodys]],
  ])("refuses a result %s", (_name, originals) => {
    expect(() => resendTargets(originals, undefined)).toThrow(expect.objectContaining({ code: "NOTHING_TO_RESEND" }));
  });
});

describe("newResend", () => {
  const start = { partition: "a".repeat(64), now: NOW, emailDomain: "notifier.example", key: "key-1", by: "Eve" };
  const make = (content?: "asSent" | "current", mail = true, address = "ada@contoso.example") =>
    newResend({
      ...start,
      original: { ...first, recipientName: "Ada" },
      address,
      request: { reason: "Lost.", content },
      mail: mail ? sampleMail() : undefined,
    });

  it("tells of the same as the first, and says why and for whom", () => {
    const { kind, resultKey, eventKey, submissionId, notificationId: resendOf } = first;
    expect(make()).toMatchObject({ kind, resultKey, eventKey, submissionId, resendOf });
    expect(make()).toMatchObject({ state: "queued", resendReason: "Lost.", resentBy: "Eve", recipientName: "Ada" });
    expect(make(undefined, true, "bob@contoso.example").recipientName).toBeUndefined();
  });

  it("is the same for the same request, and another for another", () => {
    expect(make().notificationId).toBe(make("current").notificationId);
    expect(
      newResend({
        ...start,
        key: "key-2",
        original: first,
        address: "ada@contoso.example",
        request: { reason: "Lost." },
        mail: undefined,
      }).notificationId,
    ).not.toBe(make().notificationId);
  });

  it.each([
    [undefined, true, "asSent"],
    [undefined, false, "current"],
    ["current", true, "current"],
    ["asSent", true, "asSent"],
  ] as const)("of content %s with a mail %s sends it %s", (content, hasMail, made) => {
    expect(make(content, hasMail).content).toBe(made);
  });

  it("refuses to send as it was what was never made", () => {
    expect(() => make("asSent", false)).toThrow(expect.objectContaining({ code: "NOTHING_TO_RESEND" }));
  });
});
