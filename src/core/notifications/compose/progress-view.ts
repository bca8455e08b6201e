import type { Finding } from "../../certification/event.ts";
import type { PolicyCatalogue } from "../../policies/policy.ts";
import type { EarlierFailure } from "../mail-input.ts";
import type { Words } from "../words/word-catalogue.ts";
import { findingName } from "./finding-name.ts";
import { policyOf, sortByPolicy } from "./policy-of.ts";
import type { UntrustedText } from "./untrusted-text.ts";

/** What became of the findings of the offer's last failed review. Each list is in the order of the policies. */
export interface ProgressView {
  /** Not among the findings of this review: perhaps fixed, perhaps not looked at. */
  readonly noLongerReported: readonly string[];
  readonly stillFailing: readonly string[];
  readonly isNew: readonly string[];
}

/** Whether a finding was there at the last failure. */
export type Mark = "still" | "fresh";

type Traits = Pick<Finding, "policy" | "title" | "plan">;

/** What progress is made with. */
export interface ProgressContext {
  readonly policies: PolicyCatalogue;
  readonly offerType: string;
  readonly untrusted: UntrustedText;
  readonly words: Words;
}

/**
 * Compares this review's findings with those of the last failed one, by policy and plan, or by title where there is no policy.
 * Null when either side lists no findings: silence is no proof that something was fixed, or is new.
 */
export const progressView = (
  findings: readonly Traits[],
  earlier: EarlierFailure | undefined,
  context: ProgressContext,
): ProgressView | null => {
  if (earlier === undefined || earlier.findings.length === 0 || findings.length === 0) return null;
  const before = byKey(earlier.findings);
  const now = byKey(findings);
  const list = (found: readonly Traits[]): readonly string[] =>
    sortByPolicy(found).map(({ finding, id }) => inWords(finding, id, context));
  const entries = [...now];
  return {
    noLongerReported: list([...before].filter(([key]) => !now.has(key)).map(([, finding]) => finding)),
    stillFailing: list(entries.filter(([key]) => before.has(key)).map(([, finding]) => finding)),
    isNew: list(entries.filter(([key]) => !before.has(key)).map(([, finding]) => finding)),
  };
};

/** Marks findings by what the last failure reported; marks nothing where that is not known. */
export const makeMarker = (earlier: EarlierFailure | undefined): ((finding: Traits) => Mark | null) => {
  if (earlier === undefined || earlier.findings.length === 0) return () => null;
  const before = byKey(earlier.findings);
  return (finding) => (before.has(keyOf(finding)) ? "still" : "fresh");
};

const byKey = (findings: readonly Traits[]): ReadonlyMap<string, Traits> =>
  new Map(findings.map((finding) => [keyOf(finding), finding] as const));

const keyOf = (finding: Traits): string => {
  const { title = "", plan = "" } = finding;
  return JSON.stringify([policyOf(finding) ?? ["title", title.trim().toLowerCase()], plan.trim().toLowerCase()]);
};

const inWords = (
  { title, plan }: Traits,
  id: string | undefined,
  { policies, offerType, untrusted, words }: ProgressContext,
): string => {
  const number = untrusted.line(id, "a policy number");
  const written = untrusted.line(title, "the title of a finding");
  const known = written || (id === undefined ? "" : policies.resolve(id, offerType).ownTitle) || "";
  const name = findingName(number, known, words);
  const planName = untrusted.line(plan, "a plan's name");
  return planName === "" ? name : words.say("result.withPlan", { finding: name, plan: planName });
};
