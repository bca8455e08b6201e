import type { Instant } from "../instant.ts";
import type { ReviewAtRisk } from "./at-risk.ts";
import type { Attainment } from "./attainment.ts";
import type { AttainmentBy, AttainmentGroup } from "./attainment-groups.ts";

/** How well promised times were kept in a period. */
export interface AttainmentReport {
  /** First and last instant of the period; `to` is not part of it. */
  readonly from: Instant;
  readonly to: Instant;
  /** The moment at which the ledger was read. */
  readonly asOf: Instant;
  readonly zone: string;
  readonly by: AttainmentBy;
  readonly total: Attainment;
  readonly groups: readonly AttainmentGroup[];
  readonly weeks: readonly AttainmentGroup[];
  readonly atRisk: readonly (ReviewAtRisk & { readonly offerName: string })[];
  /** Reviews that are in no figure: they wait, nobody promised a time, or their calendar does not reach. */
  readonly notJudged: { readonly paused: number; readonly untracked: number; readonly provisional: number };
}
