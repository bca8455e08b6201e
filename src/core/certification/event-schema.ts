import * as z from "zod";
import { type Instant, parseInstant } from "../instant.ts";
import { addressSchema } from "../mailbox.ts";
import { OUTCOMES, SEVERITIES } from "./event.ts";

/** Limits of one event. The bus itself carries 256 KB. */
export const EVENT_LIMITS = {
  bodyInBytes: 192 * 1024,
  findings: 500,
  messageInBytes: 32 * 1024,
  contacts: 50,
  submissionIdInCharacters: 128,
} as const;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Visible on one line: no control, format, surrogate or line-separator characters, and not blank. */
const isPrintable = (text: string): boolean => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.trim() !== "";

const printable = (maximum: number) =>
  z
    .string()
    .meta({ minLength: 1, maxLength: maximum })
    .refine((text) => [...text].length <= maximum, { error: `must have at most ${maximum} characters` })
    .refine(isPrintable, { error: "must be printable text on one line" });

/** .NET producers write the year 1 for "not set". */
const isNotSet = (text: string): boolean => text.startsWith("0001-01-01");

const requiredInstant = z
  .string({ error: "must be an RFC 3339 instant with zone, as text" })
  .meta({ format: "date-time" })
  .transform((text, context): Instant => {
    const parsed = isNotSet(text) ? undefined : parseInstant(text);
    if (parsed !== undefined) return parsed;
    const message = isNotSet(text)
      ? "is not set (year 1)"
      : "must be an RFC 3339 instant with zone, at most 7 fractional digits";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

const optionalInstant = z.preprocess(
  (value) => (typeof value === "string" && isNotSet(value) ? undefined : value),
  requiredInstant.optional(),
);

const contactSchema = z.object({
  email: addressSchema,
  name: z.string().max(256).optional(),
  role: z.string().max(128).optional(),
});

const findingSchema = z.object({
  policy: z.string().trim().max(64).optional(),
  title: z.string().max(512).optional(),
  message: z
    .string()
    .refine((text) => bytesOf(text) <= EVENT_LIMITS.messageInBytes, { error: "must have at most 32 KiB" })
    .default(""),
  severity: z.enum(SEVERITIES).default("blocking"),
  plan: z.string().max(256).optional(),
  url: z.string().max(2048).optional(),
});

const commonShape = {
  submissionId: printable(EVENT_LIMITS.submissionIdInCharacters),
  offer: z.object({
    id: printable(256),
    name: z.string().min(1).max(512),
    type: printable(128),
    url: z.string().max(2048).optional(),
  }),
  publisher: z.object({
    id: printable(256),
    name: z.string().max(512).optional(),
    locale: z.string().max(35).optional(),
  }),
  contacts: z.array(contactSchema).max(EVENT_LIMITS.contacts).default([]),
  reportUrl: z.string().max(2048).optional(),
  environment: z.string().max(64).optional(),
  attempt: z.int().min(1).optional(),
  review: z.object({ optionalCertification: z.boolean().optional(), resubmission: z.boolean().optional() }).default({}),
};

/** The `data` of each event type: one schema a type. */
export const EVENT_DATA_SCHEMAS = {
  "marketplace.certification.submitted": z.object({ ...commonShape, submittedAt: requiredInstant }),
  "marketplace.certification.completed": z.object({
    ...commonShape,
    submittedAt: optionalInstant,
    completedAt: requiredInstant,
    outcome: z.enum(OUTCOMES),
    findings: z.array(findingSchema).max(EVENT_LIMITS.findings).default([]),
  }),
  "marketplace.certification.cancelled": z.object({
    ...commonShape,
    submittedAt: optionalInstant,
    cancelledAt: requiredInstant,
  }),
  "marketplace.certification.paused": z.object({
    ...commonShape,
    submittedAt: optionalInstant,
    at: requiredInstant,
    reason: z.string().max(2048).optional(),
  }),
  "marketplace.certification.resumed": z.object({
    ...commonShape,
    submittedAt: optionalInstant,
    at: requiredInstant,
    reason: z.string().max(2048).optional(),
  }),
} as const;

/** The types of event we understand. */
export type EventType = keyof typeof EVENT_DATA_SCHEMAS;

/** The attributes of a CloudEvents 1.0 envelope that we read; others are tolerated. */
export const envelopeSchema = z.object({
  specversion: z.literal("1.0", { error: 'must be "1.0"' }),
  id: printable(1024),
  source: printable(2048),
  type: z.string().refine((type): type is EventType => Object.hasOwn(EVENT_DATA_SCHEMAS, type), {
    error: `must be one of ${Object.keys(EVENT_DATA_SCHEMAS).join(", ")}`,
  }),
  time: optionalInstant,
});
