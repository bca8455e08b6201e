import * as z from "zod";
import { type Instant, parseInstant } from "../instant.ts";

/** An instant in a row of ours: written by us as it is, so that it is checked and not made anew. */
export const storedInstant = z
  .string()
  .meta({ format: "date-time" })
  .refine((text): text is Instant => parseInstant(text) !== undefined);
