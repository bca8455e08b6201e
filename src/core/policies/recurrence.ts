import * as z from "zod";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";

/** The last result of one review of an offer. */
export interface OfferResult {
  /** The same for every review of the offer. */
  readonly offer: string;
  readonly completedAt: Instant;
  /** Policies that it failed on, with the version of our text that its mail had; empty for one that passed. */
  readonly failedOn: readonly FailedPolicy[];
}

/** A policy that a review failed on. */
const failedPolicySchema = z.object({
  policy: z.string(),
  version: z
    .string()
    .meta({ description: "Hash of the text; `none` where there was none, `unknown` for old failures." }),
});
export type FailedPolicy = Stored<typeof failedPolicySchema>;

/** There was no text of ours for the policy. */
export const NO_TEXT = "none";

/** The failure was recorded before versions were kept. */
export const VERSION_UNKNOWN = "unknown";

const share = z.number().min(0).max(1);

/** Of the offers that failed on a policy and came back, how many failed on it again; the share lies from `low` to `high` (Wilson, 95 %). */
export const recurrenceSchema = failedPolicySchema.extend({
  cameBack: z.number(),
  failedAgain: z.number(),
  share,
  low: share,
  high: share,
});
export type Recurrence = Stored<typeof recurrenceSchema>;

/** Fewer say nothing, and would say too much of a single offer. */
export const FEWEST_SHOWN = 20;

const Z = 1.96;

/** Bounds of the share that `part` of `of` tells, by Wilson's score, 95 %. */
export const wilson = (part: number, of: number): { readonly low: number; readonly high: number } => {
  const share = part / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const centre = share + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
};

/**
 * How often each text did not help: a failure counts once the offer has another result, which fails on the same policy or does not. The
 * texts most worth rewriting come first: those by which most offers failed again for certain. `hidden` of them have too few to be shown.
 */
export const findRecurrence = (
  results: readonly OfferResult[],
): { readonly shown: readonly Recurrence[]; readonly hidden: number } => {
  const found = new Map<string, { failed: FailedPolicy; cameBack: number; failedAgain: number }>();
  for (const ofOffer of Map.groupBy(results, ({ offer }) => offer).values()) {
    const inOrder = ofOffer.toSorted((a, b) => (a.completedAt < b.completedAt ? -1 : 1));
    inOrder.slice(1).forEach((next, index) => {
      const again = new Set(next.failedOn.map(({ policy }) => policy));
      for (const failed of eachOnce(inOrder[index]?.failedOn ?? [])) {
        const key = `${failed.policy}\n${failed.version}`;
        const counts = found.get(key) ?? { failed, cameBack: 0, failedAgain: 0 };
        counts.cameBack += 1;
        if (again.has(failed.policy)) counts.failedAgain += 1;
        found.set(key, counts);
      }
    });
  }
  const enough = [...found.values()].filter(({ cameBack }) => cameBack >= FEWEST_SHOWN);
  return { shown: enough.map(toRecurrence).sort(byWorth), hidden: found.size - enough.length };
};

const eachOnce = (failed: readonly FailedPolicy[]): Iterable<FailedPolicy> =>
  new Map(failed.map((one) => [one.policy, one])).values();

const toRecurrence = ({
  failed,
  cameBack,
  failedAgain,
}: {
  readonly failed: FailedPolicy;
  readonly cameBack: number;
  readonly failedAgain: number;
}): Recurrence => ({
  ...failed,
  cameBack,
  failedAgain,
  share: failedAgain / cameBack,
  ...wilson(failedAgain, cameBack),
});

const byWorth = (a: Recurrence, b: Recurrence): number =>
  b.low * b.cameBack - a.low * a.cameBack || (a.policy < b.policy ? -1 : 1);
