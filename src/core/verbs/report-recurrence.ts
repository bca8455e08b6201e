import * as z from "zod";
import type { ReviewIndex } from "../ledger/review-index.ts";
import { guidanceVersion } from "../policies/guidance-version.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import { FEWEST_SHOWN, findRecurrence, NO_TEXT, recurrenceSchema } from "../policies/recurrence.ts";
import type { Clock } from "../ports.ts";
import { present } from "../present.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";

/** How often one version of our text for a policy did not help. */
const recurrenceOfTextSchema = recurrenceSchema.extend({
  title: z.string().exactOptional(),
  /** The policy whose text serves this one now; absent where there is none. */
  textOf: z.string().exactOptional(),
  /** True when this is what mails say now, a missing text included. */
  isCurrent: z.boolean(),
});

/** Whether our help helps. */
export const recurrenceReportSchema = z.object({
  /** The moment at which the ledger was read. */
  asOf: storedInstant,
  /** Texts of which fewer offers came back are not shown. */
  fewestShown: z.number(),
  /** Texts most worth rewriting first. */
  texts: z.array(recurrenceOfTextSchema),
  /** How many texts have too few offers to be shown. */
  hidden: z.number(),
});
export type RecurrenceReport = Stored<typeof recurrenceReportSchema>;

/** Reports, by policy and version of our text for it, how many of the offers that failed and came back failed on it again. */
export type ReportRecurrence = () => Promise<RecurrenceReport>;

/** What `makeReportRecurrence` needs. */
export interface RecurrenceDeps {
  readonly index: Pick<ReviewIndex, "results">;
  readonly policies: PolicyCatalogue;
  readonly clock: Clock;
}

/** Makes the report from the results that the review index keeps. */
export const makeReportRecurrence =
  ({ index, policies, clock }: RecurrenceDeps): ReportRecurrence =>
  async () => {
    const asOf = clock.now();
    // Producers write deep and shallow ids of one policy.
    const results = (await index.results()).map((result) => ({
      ...result,
      failedOn: result.failedOn.map(({ policy, version }) => ({
        policy: policies.resolve(policy, "").resolvedId ?? policy,
        version,
      })),
    }));
    const { shown, hidden } = findRecurrence(results);
    const texts = shown.map((recurrence) => {
      const { title, guidance } = policies.resolve(recurrence.policy, "");
      const current = guidance === undefined ? NO_TEXT : guidanceVersion(guidance);
      const isCurrent = recurrence.version === current;
      return { ...recurrence, ...present({ title, textOf: guidance?.policyId }), isCurrent };
    });
    return { asOf, fewestShown: FEWEST_SHOWN, texts, hidden };
  };
