import type { ArticleCatalogue } from "../articles/article.ts";
import { NotifierError } from "../errors.ts";
import { present } from "../present.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { DelayMailInput } from "./mail-input.ts";
import type { Notification } from "./notification.ts";

/** Joins what a review's row says of a delay to what the mail about it is made from. Throws `ENTITY_INVALID` when the row knows of no such notice. */
export const toDelayMailInput = (
  articles: ArticleCatalogue,
  { address, recipientName, promise, resendOf }: Notification,
  { facts, clock, delayNotices = [] }: ReviewRecord,
): DelayMailInput => {
  const notice = delayNotices.find(({ n }) => n === promise);
  if (notice === undefined) throw new NotifierError("ENTITY_INVALID", "The notice of a delay is not in the ledger.");
  const { submissionId, offer, publisher, contacts } = facts;
  const { article, isGeneral } = articles.find(offer.type, publisher.locale);
  return {
    submissionId,
    offer,
    publisher,
    recipient: {
      email: address ?? "",
      ...present({ name: recipientName, role: contacts.find(({ email }) => email === address)?.role }),
    },
    article,
    articleIsGeneral: isGeneral,
    notice,
    days: clock.days,
    ...present({
      submittedAt: clock.submittedAt,
      toldBefore: delayNotices.find(({ n }) => n === notice.n - 1)?.expectedAt,
      isResend: resendOf === undefined ? undefined : true,
    }),
  };
};
