import { present } from "../present.ts";
import type { PolicyData } from "./policy.ts";
import { isForOfferType } from "./policy-catalogue.ts";
import { comparePolicyIds, policyIdPrefixes } from "./policy-id.ts";

/** Whether a policy has our help for an offer type: a text, a hole, or nothing to say because the policy is not for this type. */
export type Coverage = "guidance" | "none" | "notApplicable";

/** One known policy or section; `cells` are in the order of the matrix's offer types. */
export interface CoverageRow {
  readonly id: string;
  readonly title?: string;
  readonly cells: readonly Coverage[];
}

/** Policy by offer type. */
export interface CoverageMatrix {
  readonly offerTypes: readonly string[];
  readonly rows: readonly CoverageRow[];
}

/** Where guidance exists, inherited guidance included, for every known policy in the order of their numbers. */
export const coverageMatrix = (data: PolicyData, offerTypes: readonly string[]): CoverageMatrix => {
  const sections = new Map(data.sections.map((section) => [section.id, section]));
  const covered = new Set(data.guidance.map(({ policyId }) => policyId));
  const rows = [...data.sections, ...data.policies]
    .toSorted((a, b) => comparePolicyIds(a.id, b.id))
    .map(({ id, title }): CoverageRow => {
      const prefixes = policyIdPrefixes(id);
      const section = sections.get(prefixes.at(-1) ?? "");
      const coverage: Coverage = prefixes.some((prefix) => covered.has(prefix)) ? "guidance" : "none";
      const cells = offerTypes.map((type) => (isForOfferType(section, type) ? coverage : "notApplicable"));
      return { id, ...present({ title }), cells };
    });
  return { offerTypes, rows };
};
