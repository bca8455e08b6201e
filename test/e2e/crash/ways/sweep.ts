import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { announcementRow, REVIEW_ROW } from "../../../../src/core/ledger/keys.ts";
import { fromReviewEntity } from "../../../../src/core/ledger/review-entity.ts";
import { ALERTS_PARTITION } from "../../../../src/core/notifications/notification-id.ts";
import { until } from "../../../helpers/local-stack.ts";
import { structured, submittedEvent } from "../../../helpers/local-stack-events.ts";
import { mailText } from "../../../helpers/local-stack-mail-text.ts";
import type { Scene } from "../scene.ts";
import { sweep, untilSwept } from "../until-swept.ts";
import { lookAtRow } from "./look-at-row.ts";
import type { Play } from "./play.ts";

const OVERDUE = { submittedAt: "2026-10-01T09:00:00Z" };

const reviewOf = async ({ stack }: Scene, submissionId: string) => {
  const entities = await stack.entities("CertificationReviews", reviewPartition(submissionId));
  const entity = entities.find(({ rowKey }) => rowKey === REVIEW_ROW);
  return entity && fromReviewEntity(entity).record;
};

/** The digests that carry the review's announcement: its own, or the one that its own was absorbed by. */
const digestsOf = async ({ stack }: Scene, submissionId: string) => {
  const alerts = await stack.entities("CertificationReviews", ALERTS_PARTITION);
  const prefix = announcementRow(reviewPartition(submissionId));
  const announcements = alerts.filter(({ rowKey }) => rowKey.startsWith(prefix));
  const ids = new Set(announcements.map(({ fields }) => fields.digestId));
  const digests = (await stack.notifications()).filter(({ cause, absorbs = [] }) =>
    [cause, ...absorbs].some((id) => ids.has(id)),
  );
  return digests.filter(({ state, reason }) => !(state === "cancelled" && reason === "absorbed"));
};

/** A review that is overdue when it is first heard of, and the digest that tells the team. */
export const sweepOverdue: Play = {
  provoke: async (scene, submissionId) => {
    const offer = { id: `offer-${submissionId}`, name: submissionId, type: "azureVirtualMachine" };
    await scene.stack.publish(structured(submittedEvent({ submissionId, offer, ...OVERDUE })));
    await until("the review", async () => (await reviewOf(scene, submissionId)) !== undefined);
    // The host dies in the call; one that fails before has met a connection to the host that died last.
    await until("the crash of a sweep", async () => {
      await sweep(scene.stack);
      return !scene.stack.isHostRunning;
    });
  },
  followUp: async ({ stack }) => await untilSwept(stack),
  look: async (scene, { submissionId }) => {
    // Every digest tells of every open review; those that announce this one are counted.
    const digests = await digestsOf(scene, submissionId);
    const ids = new Set(digests.map(({ messageId }) => messageId));
    const mails = scene.stack.mailsTo("sla-team@notifier.example").filter(({ messageId }) => ids.has(messageId));
    const look = lookAtRow(
      digests,
      mails.filter(({ raw }) => mailText(raw).includes(submissionId)),
    );
    const review = await reviewOf(scene, submissionId);
    const announced = review?.announcements.filter(({ skipped }) => skipped !== true).length ?? 0;
    return {
      ...look,
      state: `${look.state}, ${review?.clock.state ?? "no review"}, announced ${announced}×`,
      doneAtMs: review?.clock.state === "breached" ? look.doneAtMs : undefined,
      rows: [...look.rows, review],
    };
  },
};
