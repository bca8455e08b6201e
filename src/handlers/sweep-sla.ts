import type { TimerHandler } from "@azure/functions";
import type { Log } from "../core/ports.ts";
import type { SweepSla } from "../core/verbs/sweep-sla.ts";
import { toReport } from "./to-report.ts";

/** Runs one sweep. It looks at the tables alone, never at "this tick": the host makes one call up for any number of missed ones. */
export const makeSweepSlaHandler =
  (sweepWith: (report: Log) => SweepSla): TimerHandler =>
  async (_timer, context) => {
    const { announced, digests, hinted, broken, purged } = await sweepWith(toReport(context))();
    context.log(
      `Sweep: ${announced} announced in ${digests} digests, ${hinted} overdue notifications put back, ${broken} broken rows, ${purged} old reviews and digests purged.`,
    );
  };
