import { readFileSync } from "node:fs";
import { z } from "zod";
import { CALENDAR_CODE } from "../../src/core/sla/business-calendar.ts";
import { parseCivilDay } from "../../src/core/sla/civil-day.ts";

const daySchema = z.strictObject({
  date: z.string().refine((text) => parseCivilDay(text) !== undefined, "not a date"),
  name: z.string().min(1),
  source: z.string().min(1),
});

const overridesSchema = z.record(
  z.string().regex(CALENDAR_CODE),
  z.strictObject({ closures: z.array(daySchema).optional(), workingDays: z.array(daySchema).optional() }),
);

/** Own days by calendar code: closures, and weekend days on which work is done; each with its source. */
export type Overrides = z.infer<typeof overridesSchema>;

/** Reads `overrides.json`; throws when it breaks its schema. */
export const readOverrides = (path: string): Overrides => overridesSchema.parse(JSON.parse(readFileSync(path, "utf8")));
