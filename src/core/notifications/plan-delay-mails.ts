import { eachAddressOnce } from "../certification/each-address-once.ts";
import type { ReviewFacts } from "../certification/review.ts";
import { NotifierError } from "../errors.ts";
import { present } from "../present.ts";
import type { DelayNotice } from "../sla/delay-notice.ts";
import { type NewNotification, newNotification } from "./new-notification.ts";
import { isUnsent, type Notification, type StoredNotification } from "./notification.ts";
import type { NotificationPlan } from "./plan-notifications.ts";

/** What a notice of delay changes about a review's notifications. */
export interface DelayPlan extends NotificationPlan {
  /** One a contact: those that there are already, and those that are new. */
  readonly told: readonly Notification[];
}

/** What the plan is made from. */
export interface DelayPlanInput extends Pick<NewNotification, "partition" | "now" | "emailDomain" | "traceparent"> {
  readonly facts: Pick<ReviewFacts, "submissionId" | "contacts">;
  readonly notice: Pick<DelayNotice, "n">;
  readonly existing: readonly StoredNotification[];
}

/** Decides who is told of a delay, and which mails that have not gone out tell of an earlier date. Throws `NOBODY_TO_TELL`. */
export const planDelayMails = ({ facts, notice: { n }, existing, ...start }: DelayPlanInput): DelayPlan => {
  const contacts = eachAddressOnce(facts.contacts);
  if (contacts.length === 0) throw new NotifierError("NOBODY_TO_TELL");
  const known = new Map(existing.map(({ notification }) => [notification.notificationId, notification]));
  const wanted = contacts.map(
    ({ email, name }): Notification => ({
      ...newNotification({ ...start, kind: "reviewDelayed", cause: `promise ${n}`, address: email }),
      ...present({ recipientName: name }),
      submissionId: facts.submissionId,
      promise: n,
    }),
  );
  const isOvertaken = ({ notification }: StoredNotification): boolean =>
    notification.promise !== undefined && notification.promise < n && isUnsent(notification);
  return {
    told: wanted.map((one) => known.get(one.notificationId) ?? one),
    insert: wanted.filter(({ notificationId }) => !known.has(notificationId)),
    cancel: existing.filter(isOvertaken).map((stored) => ({ stored, reason: "newerNotice" })),
  };
};
