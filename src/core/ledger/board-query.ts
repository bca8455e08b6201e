import * as z from "zod";
import { CLOCK_STATES } from "../sla/review-clock.ts";

/** Asks the board for reviews that nobody owns. */
export const NOBODY = "nobody";

const textSchema = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text || undefined)
  .optional();

/** What the board may be asked for; what is left empty is not asked for. */
export const boardQuerySchema = z.object({
  state: z
    .union([z.literal("").transform(() => undefined), z.enum(CLOCK_STATES)], {
      error: `must be one of ${CLOCK_STATES.join(", ")}`,
    })
    .optional(),
  offerType: textSchema,
  publisher: textSchema,
  owner: textSchema.meta({ description: `A part of the owner's name, or \`${NOBODY}\`.` }),
  text: textSchema.meta({ description: "A part of the offer's name or id, the submission or the publisher." }),
  cursor: textSchema,
  limit: z.coerce.number({ error: "must be 1 to 200" }).int().min(1).max(200).default(50),
});

/** What the board may be asked for, as text from a query or checked before. */
export type BoardQuery = Readonly<Partial<Record<keyof z.infer<typeof boardQuerySchema>, unknown>>>;

/** What the board is asked to show, checked. */
export type BoardFilter = Omit<z.infer<typeof boardQuerySchema>, "cursor" | "limit">;
