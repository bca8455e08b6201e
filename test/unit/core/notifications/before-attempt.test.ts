import { NotifierError } from "../../../../src/core/errors.ts";
import { instant, plusMs } from "../../../../src/core/instant.ts";
import {
  claim,
  endSuppressed,
  endUncomposable,
  endUnwanted,
  waitForSlot,
  waitToRepeat,
} from "../../../../src/core/notifications/before-attempt.ts";
import type { Notification } from "../../../../src/core/notifications/notification.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";
import { sampleMail } from "../../email/sample-mail.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const SLOT = plusMs(NOW, 30_000);
const { acceptedAt: _accepted, firstAttemptAt: _first, ...unsent } = sampleNotification();
const queued: Notification = { ...unsent, state: "queued", attempts: [] };
const tried: Notification = { ...queued, state: "retrying", firstAttemptAt: plusMs(NOW, -60_000), attempt: 2 };
const mail = sampleMail();

describe("claim", () => {
  it("keeps the instant of the first claim, and nothing of what the notification waited for", () => {
    const waiting: Notification = { ...tried, nextAttemptAt: NOW, reason: "waitingForQuota", quotaSlotAt: NOW };
    const { firstAttemptAt } = tried;
    const next = { ...tried, state: "claimed", firstAttemptAt, claimId: "id-1" };
    expect(claim(waiting, mail, "id-1", NOW)).toEqual({ kind: "claim", next, mail, claimedAt: NOW });
  });

  it("begins the 24 hours with the first", () => {
    expect(claim(queued, mail, "id-1", NOW).next.firstAttemptAt).toBe(NOW);
  });
});

describe("endUncomposable", () => {
  it.each([
    ["what we know", new NotifierError("ENTITY_INVALID", "A row is nonsense."), "ENTITY_INVALID: A row is nonsense."],
    ["nothing of what others say", new TypeError("a name"), "INTERNAL: The mail could not be composed."],
  ])("fails for good, tells the team, and says %s", (_name, error, reason) => {
    const attempts = [{ number: 1, at: NOW, outcome: "permanent", answer: reason }];
    const next = { ...queued, state: "failed", reason, attempts };
    expect(endUncomposable(queued, error, NOW)).toEqual({ kind: "end", next, isNotice: true });
  });
});

describe("endUnwanted", () => {
  it("cancels, and tells nobody", () => {
    const next = { ...queued, state: "cancelled", reason: "newerResult" };
    expect(endUnwanted(queued, "newerResult")).toEqual({ kind: "end", next });
  });
});

describe("endSuppressed", () => {
  it.each([
    ["notOnAllowList", {}],
    ["addressBounced", { isNotice: true }],
  ])("keeps the mail that was not sent because of %s", (reason, told) => {
    const next = { ...queued, state: "suppressed", reason };
    expect(endSuppressed(queued, mail, reason)).toEqual({ kind: "end", next, mail, ...told });
  });
});

describe("waitForSlot", () => {
  it.each([
    ["spends none of the 24 hours before the first try", queued, undefined],
    ["adds the wait to those of before", { ...tried, quotaWaitInMs: 5_000 }, 35_000],
    ["counts the first wait", tried, 30_000],
  ])("%s", (_name, notification, quotaWaitInMs) => {
    const { kind, next } = waitForSlot(notification, SLOT, NOW);
    expect(kind).toBe("wait");
    expect(next).toMatchObject({ state: notification.state, attempt: notification.attempt, nextAttemptAt: SLOT });
    expect(next).toMatchObject({ quotaSlotAt: SLOT, reason: "waitingForQuota" });
    expect(next.quotaWaitInMs).toBe(quotaWaitInMs);
  });
});

describe("waitToRepeat", () => {
  it("stays unknown until then, as the next attempt", () => {
    const prepared = waitToRepeat({ ...tried, state: "unknown", reason: "cut" }, SLOT, NOW);
    expect(prepared).toMatchObject({ kind: "wait", hintAt: SLOT });
    expect(prepared.next).toMatchObject({ state: "unknown", attempt: 3, nextAttemptAt: SLOT, reason: "cut" });
  });
});
