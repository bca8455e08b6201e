import type { ServiceBusQueueHandler } from "@azure/functions";
import { QUEUES } from "../config/queues.ts";
import { parseDeliveryReports } from "../core/delivery/parse-delivery-reports.ts";
import { isOwnFault, isRetryable } from "../core/errors.ts";
import type { RejectedMessages } from "../core/ports.ts";
import type { PutOff } from "../core/verbs/put-off.ts";
import type { RecordDeliveryReport } from "../core/verbs/record-delivery-report.ts";
import { toBoundMessage } from "./bound-message.ts";

/** What the handler needs. */
export interface RecordReportDeps {
  readonly recordDeliveryReport: RecordDeliveryReport;
  readonly putOff: PutOff;
  readonly rejectedMessages: RejectedMessages;
}

/** Records every report of a message; puts the message aside whole when any part of it cannot be read. Repeating the readable part does no harm. */
export const makeRecordDeliveryReportHandler =
  ({ recordDeliveryReport, putOff, rejectedMessages }: RecordReportDeps): ServiceBusQueueHandler =>
  async (message, context) => {
    const bound = toBoundMessage(message, context);
    const { reports, problems, ignored } = parseDeliveryReports(bound);
    const unrecorded: string[] = [];
    for (const report of reports) {
      try {
        context.log(`Delivery report ${report.status} ${await recordDeliveryReport(report)}.`);
      } catch (error) {
        if (!isOwnFault(error)) throw error; // Service Bus delivers it again
        if (isRetryable(error) && (await putOff({ ...bound, queue: QUEUES.deliveryReports }))) {
          context.warn(`Put off: ${String(error)}`);
          return;
        }
        unrecorded.push(String(error));
      }
    }
    if (ignored > 0) context.log(`Ignored ${ignored} events that are no delivery reports.`);
    const all = [...problems, ...unrecorded];
    if (all.length === 0) return;
    context.warn(`Put aside: ${all.join("; ")}`);
    await rejectedMessages.put({ ...bound, queue: QUEUES.deliveryReports, problems: all });
  };
