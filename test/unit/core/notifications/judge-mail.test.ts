import { instant } from "../../../../src/core/instant.ts";
import { judgeMail, type WaitingMail } from "../../../../src/core/notifications/judge-mail.ts";
import type { Notification } from "../../../../src/core/notifications/notification.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const now = instant("2026-11-20T17:00:00Z");

const waiting = (isOverdue: boolean, change: Partial<Notification>): WaitingMail => ({
  isOverdue,
  notification: sampleNotification({ state: "queued", ...change }),
});

const OURS = { number: 1, at: now, outcome: "retryable", answer: "530", ours: true } as const;

describe("judgeMail", () => {
  it.each([
    ["nothing waits", [], "green", "No mail waits longer than it should."],
    [
      "one waits for its time",
      [waiting(false, { createdAt: instant("2026-11-20T10:00:00Z") })],
      "green",
      "No mail waits",
    ],
    [
      "one is overdue by minutes",
      [waiting(true, { createdAt: instant("2026-11-20T16:45:00Z") })],
      "green",
      "has waited 15 minutes",
    ],
    [
      "one is overdue by longer",
      [waiting(true, { createdAt: instant("2026-11-20T16:44:00Z") })],
      "amber",
      "has waited 16 minutes",
    ],
    [
      "one is tried again for longer",
      [waiting(false, { state: "retrying", createdAt: instant("2026-11-20T16:00:00Z") })],
      "amber",
      "has waited 60 minutes",
    ],
    [
      "our login was refused just now",
      [
        waiting(false, {
          state: "retrying",
          attempts: [OURS],
          firstAttemptAt: instant("2026-11-20T16:59:30Z"),
          createdAt: now,
        }),
      ],
      "green",
      "has waited 0",
    ],
    [
      "our login is refused for longer",
      [waiting(false, { state: "retrying", attempts: [OURS], firstAttemptAt: instant("2026-11-20T16:58:00Z") })],
      "red",
      "No mail goes out",
    ],
  ] as const)("when %s", (_what, mails, status, words) => {
    expect(judgeMail(mails, now)).toEqual({ status, message: expect.stringContaining(words) });
  });
});
