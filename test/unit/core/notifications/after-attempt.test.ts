import { instant, plusMs } from "../../../../src/core/instant.ts";
import {
  type AttemptOutcome,
  type AttemptPolicy,
  afterAttempt,
  afterStatus,
  fateOfClaim,
} from "../../../../src/core/notifications/after-attempt.ts";
import type { Notification, NotificationState } from "../../../../src/core/notifications/notification.ts";
import type { MailStatus } from "../../../../src/core/ports.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const SMTP: AttemptPolicy = { canAsk: false, unknownMail: "resend", fraction: 0 };
const HOLD: AttemptPolicy = { ...SMTP, unknownMail: "hold" };
const ACS: AttemptPolicy = { ...SMTP, canAsk: true };

const { acceptedAt: _accepted, ...untaken } = sampleNotification();
const claimed = (overrides: Partial<Notification> = {}): Notification => ({
  ...untaken,
  state: "claimed",
  attempt: 1,
  attempts: [],
  firstAttemptAt: NOW,
  ...overrides,
});
const UNKNOWN = { number: 1, at: NOW, outcome: "unknown", answer: "cut" } as const;
const again = claimed({ attempt: 2, attempts: [UNKNOWN] });
const old = claimed({ attempt: 90, firstAttemptAt: plusMs(NOW, -24 * 3_600_000) });
const bounced = claimed({ reports: [{ at: NOW, status: "Bounced", detail: "no such user" }] });

const accepted: AttemptOutcome = { kind: "accepted", answer: "250 OK" };
const refused: AttemptOutcome = { kind: "permanent", answer: "550 no" };
const busy: AttemptOutcome = { kind: "retryable", answer: "451 later", ours: false };
const told: AttemptOutcome = { ...busy, retryAfterInMs: 90_000 };
const cut: AttemptOutcome = { kind: "unknown", answer: "cut" };
const dropped: AttemptOutcome = { kind: "dropped", answer: "the claim took too long" };

type Cell = [string, Notification, AttemptOutcome, AttemptPolicy, NotificationState, number | undefined, boolean];

/** What was claimed, what came of it, by which policy: its next state, in how many seconds it is looked at, and whether the team is told. */
const CELLS: readonly Cell[] = [
  ["a first try that was accepted", claimed(), accepted, SMTP, "accepted", undefined, false],
  ["a repeat that was accepted", again, accepted, ACS, "accepted", undefined, false],
  ["an accepted mail whose bounce was told before", bounced, accepted, SMTP, "bounced", undefined, true],
  ["a first try that was refused", claimed(), refused, SMTP, "failed", undefined, true],
  ["a first try that was refused, where one can ask", claimed(), refused, ACS, "failed", undefined, true],
  ["a repeat that was refused, where nobody can be asked", again, refused, SMTP, "failed", undefined, true],
  ["a repeat that was refused, where one can ask", again, refused, ACS, "unknown", 60, false],
  ["a busy provider", claimed(), busy, SMTP, "retrying", 5, false],
  ["a provider that says when", claimed(), told, SMTP, "retrying", 90, false],
  ["a busy provider after 24 hours", old, busy, SMTP, "failed", undefined, true],
  ["an attempt that was dropped", claimed(), dropped, SMTP, "retrying", 5, false],
  ["a lost answer, where one can ask", claimed(), cut, ACS, "unknown", 60, false],
  ["a lost answer that is sent again", claimed(), cut, SMTP, "unknown", 60, false],
  ["a lost answer that is held", claimed(), cut, HOLD, "unknown", undefined, false],
  ["a lost answer after 24 hours", old, cut, SMTP, "failed", undefined, true],
];

describe("afterAttempt", () => {
  it.each(CELLS)("%s", (_name, notification, outcome, policy, state, inSeconds, isNotice) => {
    const after = afterAttempt(notification, outcome, policy, NOW);
    expect(after.next.state).toBe(state);
    expect(after.hintAt).toBe(inSeconds === undefined ? undefined : plusMs(NOW, inSeconds * 1_000));
    expect(after.isNotice === true).toBe(isNotice);
    expect(after.next.attempts).toHaveLength(notification.attempts.length + 1);
    expect(after.next.attempt).toBe(notification.attempt + (inSeconds === undefined ? 0 : 1));
    expect(after.next.nextAttemptAt).toBe(after.hintAt);
  });

  it("says whose fault it was", () => {
    const { next } = afterAttempt(claimed(), { ...busy, ours: true }, SMTP, NOW);
    expect(next.attempts).toMatchObject([{ outcome: "retryable", ours: true }]);
  });

  it("leaves what a delivery report has told meanwhile", () => {
    const delivered = claimed({ state: "delivered", acceptedAt: NOW });
    for (const outcome of [accepted, refused, busy, cut]) {
      const after = afterAttempt(delivered, outcome, SMTP, plusMs(NOW, 1_000));
      expect(after.next).toMatchObject({ state: "delivered", acceptedAt: NOW });
      expect(after.hintAt).toBeUndefined();
    }
  });
});

const asked = (...outcomes: ("notFound" | "asked" | "permanent")[]): Notification =>
  claimed({
    state: "unknown",
    attempt: 3,
    attempts: [UNKNOWN, ...outcomes.map((outcome) => ({ number: 2, at: NOW, outcome, answer: outcome }))],
  });

describe("afterStatus", () => {
  const ask = (notification: Notification, kind: MailStatus["kind"]) =>
    afterStatus(notification, { kind, answer: kind }, ACS, NOW);

  it("takes the provider's word", () => {
    expect(ask(asked("asked"), "accepted")).toMatchObject({ next: { state: "accepted", acceptedAt: NOW } });
    expect(ask(asked("asked"), "failed")).toMatchObject({ next: { state: "failed" }, isNotice: true });
  });

  it("asks again after five minutes while the provider cannot say", () => {
    const at = plusMs(NOW, 300_000);
    expect(ask(asked("asked"), "unavailable")).toMatchObject({ next: { state: "unknown", attempt: 4 }, hintAt: at });
    expect(ask(asked("notFound"), "notFound")).toMatchObject({ next: { state: "unknown", attempt: 4 }, hintAt: at });
  });

  it("sends again only after two answers of no such operation in a row", () => {
    expect(ask(asked("notFound", "notFound"), "notFound")).toBe("sendAgain");
    expect(ask(asked("notFound", "asked", "notFound"), "notFound")).toBe("sendAgain");
  });

  it("takes the refusal of the last try for a verdict once the provider knows of no operation", () => {
    expect(ask(asked("permanent", "notFound", "notFound"), "notFound")).toMatchObject({ next: { state: "failed" } });
  });
});

describe("fateOfClaim", () => {
  const ours = claimed({ claimId: "ours" });
  const tried = { number: 1, at: NOW, outcome: "accepted", answer: accepted.answer } as const;

  it.each<[string, Notification | undefined, ReturnType<typeof fateOfClaim>]>([
    ["as it was claimed", ours, "claimed"],
    ["with a report added", { ...ours, reports: [{ at: NOW, status: "Delivered" }] }, "claimed"],
    ["marked by us, and reported on since", { ...ours, state: "delivered", attempts: [tried] }, "marked"],
    ["settled by a report alone", { ...ours, state: "bounced" }, "gone"],
    ["with an attempt of somebody else", { ...ours, state: "unknown", attempts: [UNKNOWN] }, "gone"],
    ["claimed by somebody else", { ...ours, claimId: "theirs" }, "gone"],
    ["deleted", undefined, "gone"],
  ])("knows its row %s", (_name, now, fate) => {
    expect(fateOfClaim(ours, now, accepted)).toBe(fate);
  });
});
