import { comparePolicyIds, normalisePolicyId } from "../../policies/policy-id.ts";

/** The policy id of a finding in its plain form, or as the reviewer wrote it when it is no policy id; undefined when absent. */
export const policyOf = ({ policy }: { readonly policy?: string }): string | undefined => {
  const written = policy?.trim();
  return written === undefined || written === "" ? undefined : (normalisePolicyId(written) ?? written);
};

/** Orders findings by policy id, component by component; those without a policy come last. */
export const byPolicy = (a: { readonly policy?: string }, b: { readonly policy?: string }): number => {
  const [left, right] = [policyOf(a), policyOf(b)];
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return comparePolicyIds(left, right);
};
