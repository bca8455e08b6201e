import type { Instant } from "../instant.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import { guidanceVersion } from "../policies/guidance-version.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import { FEWEST_SHOWN, findRecurrence, NO_TEXT, type Recurrence } from "../policies/recurrence.ts";
import type { Clock } from "../ports.ts";
import { present } from "../present.ts";

/** How often one version of our text for a policy did not help. */
export interface RecurrenceOfText extends Recurrence {
  readonly title?: string;
  /** The policy whose text serves this one now; absent where there is none. */
  readonly textOf?: string;
  /** True when this is what mails say now, a missing text included. */
  readonly isCurrent: boolean;
}

/** Whether our help helps. */
export interface RecurrenceReport {
  /** The moment at which the ledger was read. */
  readonly asOf: Instant;
  /** Texts of which fewer offers came back are not shown. */
  readonly fewestShown: number;
  /** Texts most worth rewriting first. */
  readonly texts: readonly RecurrenceOfText[];
  /** How many texts have too few offers to be shown. */
  readonly hidden: number;
}

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
    const texts = shown.map((recurrence): RecurrenceOfText => {
      const { title, guidance } = policies.resolve(recurrence.policy, "");
      const current = guidance === undefined ? NO_TEXT : guidanceVersion(guidance);
      const isCurrent = recurrence.version === current;
      return { ...recurrence, ...present({ title, textOf: guidance?.policyId }), isCurrent };
    });
    return { asOf, fewestShown: FEWEST_SHOWN, texts, hidden };
  };
