import * as z from "zod";
import { CLOCK_STATES } from "../core/sla/review-clock.ts";

/** An instant in UTC. */
export const instantAnswer = z.string().meta({ format: "date-time" });

/** Where a clock stands. */
export const clockStateAnswer = z.enum(CLOCK_STATES);

/** The submission id in a path. */
export const submissionParams = z.object({
  submissionId: z.string().meta({
    description:
      "The submission id, percent-encoded once; or `sha256:` and the hex SHA-256 of its UTF-8 bytes, for an id that cannot travel in a path (`.`, `..`, or one with `%` before two hex digits).",
  }),
});

/** A mail as it was handed to the provider. */
export const mailAnswer = z
  .strictObject({
    operationId: z.string(),
    from: z.string(),
    replyTo: z.string().optional(),
    to: z.strictObject({ address: z.string(), name: z.string().optional() }),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    headers: z.record(z.string(), z.string()),
  })
  .meta({ id: "Mail" });
