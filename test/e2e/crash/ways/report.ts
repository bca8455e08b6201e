import { QUEUES } from "../../../../src/config/queues.ts";
import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { toEpochMs } from "../../../../src/core/instant.ts";
import { announcementRow, notificationRow } from "../../../../src/core/ledger/keys.ts";
import { NOBODY_REACHED } from "../../../../src/core/notifications/compose/team-notice.ts";
import type { Notification } from "../../../../src/core/notifications/notification.ts";
import { ALERTS_PARTITION } from "../../../../src/core/notifications/notification-id.ts";
import { raw } from "../../../helpers/local-stack-events.ts";
import { mailText } from "../../../helpers/local-stack-mail-text.ts";
import { addressOf } from "../address-of.ts";
import type { Scene } from "../scene.ts";
import { acceptedMails } from "./accepted-mails.ts";
import { lookAtRow } from "./look-at-row.ts";
import type { Play } from "./play.ts";

const bounceOf = (submissionId: string, notification: Notification | undefined) => ({
  id: `report of ${submissionId}`,
  eventType: "Microsoft.Communication.EmailDeliveryReportReceived",
  data: {
    sender: "certification@notifier.example",
    recipient: addressOf(submissionId),
    messageId: notification?.operationId,
    status: "Bounced",
    deliveryStatusDetails: { statusMessage: "550 5.1.1 There is no such mailbox." },
    deliveryAttemptTimestamp: new Date().toISOString(),
  },
});

/** How often it was announced to the team that nobody of this review was reached. */
const countNotices = async ({ stack }: Scene, submissionId: string): Promise<number> => {
  const alerts = await stack.entities("CertificationReviews", ALERTS_PARTITION);
  const prefix = announcementRow(`${NOBODY_REACHED}${reviewPartition(submissionId)}`);
  return alerts.filter(({ rowKey }) => rowKey.startsWith(prefix)).length;
};

/** An accepted mail that is reported to have bounced, of which the team is told. */
export const report: Play = {
  prepare: acceptedMails,
  provoke: async ({ stack }, submissionId) => {
    const [notification] = await stack.notifications(submissionId);
    const sender = stack.client.createSender(QUEUES.deliveryReports);
    await sender.sendMessages(raw(Buffer.from(JSON.stringify(bounceOf(submissionId, notification)))));
    await sender.close();
  },
  look: async (scene, { submissionId }) => {
    const { stack } = scene;
    const rows = await stack.notifications(submissionId);
    const look = lookAtRow(rows, stack.mailsTo(addressOf(submissionId)));
    const toTeam = stack.mailsTo("sla-team@notifier.example");
    const told = toTeam.filter((mail) => mailText(mail.raw).includes(submissionId)).length;
    const reports = rows.flatMap((row) => row.reports ?? []).length;
    const entities = await stack.entities("CertificationReviews", reviewPartition(submissionId));
    const written = entities.find(({ rowKey }) => rowKey === notificationRow(rows[0]?.notificationId ?? ""))?.writtenAt;
    const isDone = reports > 0 && told > 0 && written !== undefined;
    return {
      ...look,
      state: `${look.state}, reported ${reports}×, team told ${Math.max(told, await countNotices(scene, submissionId))}×`,
      doneAtMs: isDone ? toEpochMs(written) : undefined,
    };
  },
};
