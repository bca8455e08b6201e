import { addressOf } from "../address-of.ts";
import { lookAtRow } from "./look-at-row.ts";
import { failedReview, type Play } from "./play.ts";

/** A failed review and its one mail. */
export const event: Play = {
  provoke: async ({ stack }, submissionId) => await stack.publish(failedReview(submissionId)),
  look: async ({ stack }, { submissionId }) =>
    lookAtRow(await stack.notifications(submissionId), stack.mailsTo(addressOf(submissionId))),
};
