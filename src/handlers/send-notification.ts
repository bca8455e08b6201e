import type { ServiceBusQueueHandler } from "@azure/functions";
import * as z from "zod";
import { isOwnFault } from "../core/errors.ts";
import type { SendNotification } from "../core/verbs/send-notification.ts";

const hintSchema = z.object({
  notificationId: z.string(),
  attempt: z.int(),
  early: z.int().min(0).optional(),
});

/** Works on one hint. A hint that is none, or whose row makes no sense, is reported and dropped: the row is the truth, and the sweep finds it. */
export const makeSendNotificationHandler =
  ({ sendNotification }: { sendNotification: SendNotification }): ServiceBusQueueHandler =>
  async (message, context) => {
    const hint = hintSchema.safeParse(message);
    if (!hint.success) {
      context.warn("Dropped a message that is no notification hint.");
      return;
    }
    try {
      const outcome = await sendNotification(hint.data);
      context.log(`Notification ${outcome.kind}${outcome.kind === "unused" ? `: ${outcome.why}` : ""}.`);
    } catch (error) {
      // One that is stuck is dropped too: it would come back at once, again and again, and the sweep finds its row.
      if (!isOwnFault(error)) throw error; // Service Bus delivers it again
      context.error(`Dropped a hint: ${String(error)}`);
    }
  };
