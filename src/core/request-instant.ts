import * as z from "zod";
import { type Instant, parseInstant } from "./instant.ts";

/** An instant in a request: RFC 3339 with zone. */
export const requestInstantSchema = z
  .string()
  .meta({ format: "date-time" })
  .transform((text, context): Instant => {
    const at = parseInstant(text);
    if (at === undefined) context.addIssue("must be an RFC 3339 instant with zone");
    return at ?? z.NEVER;
  });
