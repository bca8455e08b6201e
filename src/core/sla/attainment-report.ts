import * as z from "zod";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { reviewAtRiskSchema } from "./at-risk.ts";
import { attainmentSchema } from "./attainment.ts";
import { attainmentGroupSchema, REPORT_BYS } from "./attainment-groups.ts";

/** How well promised times were kept in a period. */
export const attainmentReportSchema = z.object({
  /** First and last instant of the period; `to` is not part of it. */
  from: storedInstant,
  to: storedInstant,
  /** The moment at which the ledger was read. */
  asOf: storedInstant,
  zone: z.string(),
  by: z.enum(REPORT_BYS),
  total: attainmentSchema,
  groups: z.array(attainmentGroupSchema),
  weeks: z.array(attainmentGroupSchema),
  atRisk: z.array(reviewAtRiskSchema.extend({ offerName: z.string() })),
  /** Reviews that are in no figure: they wait, nobody promised a time, or their calendar does not reach. */
  notJudged: z.object({ paused: z.number(), untracked: z.number(), provisional: z.number() }),
});
export type AttainmentReport = Stored<typeof attainmentReportSchema>;
