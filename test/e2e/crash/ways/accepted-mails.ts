import { until } from "../../../helpers/local-stack.ts";
import type { Scene } from "../scene.ts";
import { failedReview } from "./play.ts";

/** Failed reviews whose mails have been accepted. */
export const acceptedMails = async ({ stack }: Scene, submissionIds: readonly string[]): Promise<void> => {
  await stack.publish(...submissionIds.map(failedReview));
  for (const submissionId of submissionIds) {
    await until("the first mail", async () => (await stack.notifications(submissionId))[0]?.state === "accepted");
  }
};
