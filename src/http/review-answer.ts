import * as z from "zod";
import { notificationSchema } from "../core/notifications/notification.ts";
import { ANNOUNCEMENT_KINDS } from "../core/sla/review-clock.ts";
import { clockStateAnswer, instantAnswer } from "./answer-schemas.ts";

const outcomeAnswer = z.enum(["passed", "passedWithNotes", "failed"]);

const factsAnswer = z.strictObject({
  submissionId: z.string(),
  offer: z.strictObject({ id: z.string(), name: z.string(), type: z.string(), url: z.string().optional() }),
  publisher: z.strictObject({ id: z.string(), name: z.string().optional(), locale: z.string().optional() }),
  contacts: z.array(z.strictObject({ email: z.string(), name: z.string().optional(), role: z.string().optional() })),
  traits: z.strictObject({ optionalCertification: z.boolean().optional(), resubmission: z.boolean().optional() }),
  submittedAt: instantAnswer.optional(),
  environment: z.string().optional(),
  attempt: z.number().optional(),
  result: z
    .strictObject({
      eventKey: z.string(),
      resultKey: z.string(),
      completedAt: instantAnswer,
      outcome: outcomeAnswer,
      failedOn: z
        .array(
          z.strictObject({ policy: z.string().optional(), title: z.string().optional(), plan: z.string().optional() }),
        )
        .optional(),
    })
    .optional(),
  cancelledAt: instantAnswer.optional(),
  flags: z.array(z.string()),
});

const traceDayAnswer = z.strictObject({
  date: z.string().meta({ format: "date" }),
  kind: z.enum(["counted", "weekend", "holiday", "paused"]),
  name: z.string().optional(),
});

const termsAnswer = z.strictObject({
  calendar: z.string(),
  zone: z.string(),
  close: z.string(),
  unit: z.enum(["businessDays", "calendarDays"]),
  amount: z.number(),
  articleVersion: z.string(),
  digestAt: z.string().optional(),
  warnBusinessDays: z.number(),
  remindBusinessDays: z.number(),
  maxReminders: z.number(),
  escalateBusinessDays: z.number().optional(),
});

const clockAnswer = z
  .strictObject({
    state: clockStateAnswer,
    submittedAt: instantAnswer.optional(),
    dueAt: instantAnswer.optional(),
    stoppedAt: instantAnswer.optional(),
    pausedAt: instantAnswer.optional(),
    isProvisional: z.boolean(),
    untrackedReason: z.enum(["noReviewTime", "noSubmission", "calendarRange"]).optional(),
    terms: termsAnswer.optional(),
    next: z.array(z.strictObject({ kind: z.string(), n: z.number(), at: instantAnswer })),
    promise: z
      .strictObject({
        at: instantAnswer,
        n: z.number().meta({ description: "Which promise of this clock it is: 2 for the first notice of delay." }),
        expectedAt: instantAnswer,
        dueAt: instantAnswer,
        reason: z.string(),
        by: z.string().optional(),
        mail: z.string().optional(),
        mailTo: z.string().optional(),
      })
      .optional()
      .meta({ description: "What the publisher was told of a delay last." }),
    reviewTimeInHours: z.number().optional(),
    trace: z
      .strictObject({
        dueAt: instantAnswer,
        calendar: z.string(),
        days: z.array(traceDayAnswer),
        text: z.array(z.string()),
      })
      .optional(),
  })
  .meta({ id: "Clock" });

const timelineAnswer = z.discriminatedUnion("kind", [
  z.strictObject({
    at: instantAnswer,
    kind: z.enum(["submitted", "completed", "cancelled", "paused", "resumed"]),
    eventId: z.string(),
    source: z.string(),
    recordedAt: instantAnswer,
    outcome: z.string().optional(),
    reason: z.string().optional(),
  }),
  z.strictObject({
    at: instantAnswer,
    kind: z.enum(ANNOUNCEMENT_KINDS),
    n: z.number(),
    skipped: z.boolean().optional(),
  }),
  z.strictObject({
    at: instantAnswer,
    kind: z.literal("calendarRepinned"),
    from: z.string(),
    to: z.string(),
    dueAtBefore: instantAnswer.optional(),
    dueAtAfter: instantAnswer.optional(),
  }),
  z.strictObject({
    at: instantAnswer,
    kind: z.literal("acknowledged"),
    by: z.string(),
    note: z.string().optional(),
    mail: z.string().optional(),
    mailTo: z.string().optional(),
    until: instantAnswer,
  }),
  z.strictObject({
    at: instantAnswer,
    kind: z.literal("delayTold"),
    expectedAt: instantAnswer,
    dueAt: instantAnswer,
    n: z.number(),
    reason: z.string(),
    by: z.string().optional(),
    mail: z.string().optional(),
    mailTo: z.string().optional(),
  }),
  z.strictObject({
    at: instantAnswer,
    kind: z.literal("resent"),
    mails: z.number(),
    by: z.string().optional(),
    reason: z.string().optional(),
  }),
  z.strictObject({ at: instantAnswer, kind: z.literal("mailSeen"), by: z.string(), notificationId: z.string() }),
  z.strictObject({
    at: instantAnswer,
    kind: z.literal("replayed"),
    by: z.string(),
    queue: z.string(),
    replayOf: z.string(),
  }),
]);

const { claimId: _ours, ...shown } = notificationSchema.shape;

/** Everything the ledger knows of one review. */
export const reviewAnswer = z
  .strictObject({
    review: factsAnswer,
    clock: clockAnswer,
    timeline: z.array(timelineAnswer),
    notifications: z.array(z.strictObject(shown).meta({ id: "Notification" })),
  })
  .meta({ id: "Review" });
