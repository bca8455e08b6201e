import * as z from "zod";
import { REPORT_STATUSES } from "../delivery/delivery-report.ts";
import { NOTIFICATION_KINDS } from "../notifications/notification-kind.ts";
import { CLOCK_STATES } from "../sla/review-clock.ts";

/** `source` of every event that we publish. */
export const NOTICE_SOURCE = "/certification-notifier";

const instant = z.iso.datetime().meta({ description: "RFC 3339 in UTC, up to seven fractional digits." });

/** A CloudEvent in structured mode. Strict, so that nothing goes out which is not written here; no member is an address. */
const notice = <T extends string, D extends z.ZodType>(type: T, description: string, data: D) =>
  z
    .strictObject({
      specversion: z.literal("1.0"),
      id: z.uuid().meta({ description: "Derived from its cause: the same for a repeat." }),
      source: z.literal(NOTICE_SOURCE),
      type: z.literal(type),
      subject: z
        .string()
        .min(1)
        .meta({ description: "`reviews/<submissionId>`, or `notifications/<notificationId>`." }),
      time: instant.meta({ description: "When it came to be so." }),
      datacontenttype: z.literal("application/json"),
      data,
    })
    .meta({ description });

const sla = <T extends string, S extends string, M extends z.ZodRawShape>(
  what: T,
  description: string,
  states: readonly [S, ...S[]],
  members: M,
) =>
  notice(
    `marketplace.certification.sla.${what}` as const,
    description,
    z.strictObject({
      submissionId: z.string(),
      offer: z.strictObject({ id: z.string(), name: z.string(), type: z.string() }),
      publisher: z.strictObject({ id: z.string() }),
      state: z.enum(states).meta({ description: "Of the review's clock." }),
      submittedAt: instant.optional(),
      dueAt: instant.optional(),
      stoppedAt: instant.optional(),
      calendar: z.string().optional(),
      zone: z.string().optional(),
      ...members,
    }),
  );

const notification = <T extends string, S extends string>(what: T, description: string, states: readonly [S, ...S[]]) =>
  notice(
    `marketplace.certification.notification.${what}` as const,
    description,
    z.strictObject({
      notificationId: z.string().meta({ description: "Names the mail in our API; one a recipient." }),
      kind: z.enum(NOTIFICATION_KINDS),
      state: z.enum(states),
      submissionId: z.string().optional().meta({ description: "Absent for an alert to the team." }),
      resendOf: z.string().optional().meta({ description: "The notification whose mail was sent again." }),
      report: z.enum(REPORT_STATUSES).optional().meta({ description: "What the mail provider reported, if it did." }),
    }),
  );

/** Every event that we publish, by its name in `docs/asyncapi.json`: the one place where its members are written. */
export const noticeSchemas = {
  slaWarned: sla("warned", "The team was warned that a review is due soon.", ["warned"], {}),
  slaBreached: sla("breached", "A review missed its promised time.", ["breached", "metLate"], {}),
  slaMet: sla("met", "A review came to its result in time.", ["met"], {}),
  slaAcknowledged: sla("acknowledged", "Somebody of the team took a review on.", CLOCK_STATES, {
    until: instant.meta({ description: "Until when nobody is reminded of it." }),
  }),
  slaDelayed: sla(
    "delayed",
    "The publisher is told that a review takes longer, and a new date is promised.",
    CLOCK_STATES,
    {
      expectedAt: instant.meta({ description: "The date that is promised now." }),
    },
  ),
  notificationAccepted: notification("accepted", "The mail provider took a mail over.", ["accepted"]),
  notificationDelivered: notification("delivered", "The recipient's server took a mail.", ["delivered"]),
  notificationBounced: notification("bounced", "A mail came back: there is no such mailbox.", ["bounced"]),
  notificationFailed: notification("failed", "A mail did not reach its recipient, or was not sent to them.", [
    "failed",
    "suppressed",
  ]),
} as const;

/** One CloudEvent for whoever wants to know what becomes of reviews and mails (docs/events-out.md). */
export const noticeSchema = z.discriminatedUnion("type", [
  noticeSchemas.slaWarned,
  noticeSchemas.slaBreached,
  noticeSchemas.slaMet,
  noticeSchemas.slaAcknowledged,
  noticeSchemas.slaDelayed,
  noticeSchemas.notificationAccepted,
  noticeSchemas.notificationDelivered,
  noticeSchemas.notificationBounced,
  noticeSchemas.notificationFailed,
]);
export type NoticeEvent = z.infer<typeof noticeSchema>;
