import { normalisePolicyId } from "../../policies/policy-id.ts";

interface NamesPolicy {
  readonly policy?: string;
}

/** The policy id of a finding in its plain form, or as the reviewer wrote it when it is no policy id; undefined when absent. */
export const policyOf = ({ policy }: NamesPolicy): string | undefined => {
  const written = policy?.trim();
  return written === undefined || written === "" ? undefined : (normalisePolicyId(written) ?? written);
};

/** Findings with their policy ids, component by component, so that 100.2 comes before 100.10; those without a policy come last. */
export const sortByPolicy = <T extends NamesPolicy>(
  findings: readonly T[],
): readonly { readonly finding: T; readonly id: string | undefined }[] =>
  findings
    .map((finding) => ({ finding, id: policyOf(finding) }))
    .map((named) => ({ ...named, key: sortKey(named.id) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));

/** Components of one width, so that the order of texts is that of numbers. */
const sortKey = (id: string | undefined): string => {
  if (id === undefined) return "\uffff";
  const components = id.split(".");
  return components.map((component) => component.padStart(4, "0")).join(".");
};
