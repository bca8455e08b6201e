import { until } from "../../../helpers/local-stack.ts";
import { addressOf } from "../address-of.ts";
import type { Scene } from "../scene.ts";
import { acceptedMails } from "./accepted-mails.ts";
import { lookAtRow } from "./look-at-row.ts";
import type { Play } from "./play.ts";

const request = async ({ stack }: Scene, submissionId: string): Promise<number> => {
  const headers = { "Idempotency-Key": `key of ${submissionId}` };
  return (await stack.resend(submissionId, { reason: "The contact lost it." }, headers)).status;
};

/** A mail that is sent again on request; the caller who got no answer repeats the request with the same key. */
export const resend: Play = {
  prepare: acceptedMails,
  provoke: async (scene, submissionId) => {
    // The host dies before it answers.
    await request(scene, submissionId).catch(() => undefined);
  },
  followUp: async (scene, { submissionId }) => {
    await until("an answer to the repeated request", async () => {
      const status = await request(scene, submissionId).catch(() => undefined);
      return status === 202;
    });
  },
  look: async ({ stack }, { submissionId }) => {
    const rows = await stack.notifications(submissionId);
    const resent = rows.filter(({ resendOf }) => resendOf !== undefined);
    const ids = new Set(resent.map(({ messageId }) => messageId));
    return lookAtRow(
      resent,
      stack.mailsTo(addressOf(submissionId)).filter(({ messageId }) => ids.has(messageId)),
    );
  },
};
