import * as z from "zod";
import { type Instant, parseInstant } from "../instant.ts";
import { toWireAddress } from "../mailbox.ts";
import { REPORT_STATUSES, type ReportStatus } from "./delivery-report.ts";

const text = z.string().max(4096);

/** Ours are compared with it as the wire has them; what is no address is kept, and is nobody of ours. */
const party = text.transform((value) => toWireAddress(value) ?? value);

const instantSchema = z.string().transform((value, context): Instant => {
  const at = parseInstant(value);
  if (at === undefined) context.addIssue("must be an RFC 3339 instant with zone");
  return at ?? z.NEVER;
});

const statusSchema = z.string().transform((value, context): ReportStatus => {
  const status = REPORT_STATUSES.find((known) => known.toLowerCase() === value.toLowerCase());
  if (status === undefined) context.addIssue("is no status that we know");
  return status ?? z.NEVER;
});

/** The data of `Microsoft.Communication.EmailDeliveryReportReceived`. The time is spelled in two ways: one in the types, the other in what is sent. */
export const reportDataSchema = z.object({
  status: statusSchema,
  messageId: text.optional(),
  internetMessageId: text.optional(),
  recipient: party.optional(),
  sender: party.optional(),
  deliveryStatusDetails: z.object({ statusMessage: text.optional() }).optional(),
  deliveryAttemptTimestamp: instantSchema.optional(),
  deliveryAttemptTimeStamp: instantSchema.optional(),
});

/** Event Grid's own schema and CloudEvents, as far as they concern us. */
export const envelopeSchema = z.union([
  z.object({ eventType: text, eventTime: instantSchema.optional(), data: z.unknown() }),
  z.object({ type: text, time: instantSchema.optional(), data: z.unknown() }),
]);
