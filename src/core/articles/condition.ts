import type { ReviewTraits } from "../certification/event.ts";

/** The words that a condition may use: the facts an event tells about its review. */
const TRAITS = ["optionalCertification", "resubmission"] as const satisfies readonly (keyof ReviewTraits)[];

interface Term {
  readonly trait: keyof ReviewTraits;
  readonly isNegated: boolean;
}

/** Reads a condition such as `optionalCertification && !resubmission`; undefined when a word of it is not known. */
export const parseCondition = (when: string): readonly Term[] | undefined => {
  const terms = when.split("&&").map((part) => {
    const [, negation, word] = /^\s*(!?)\s*(\w+)\s*$/.exec(part) ?? [];
    const trait = TRAITS.find((name) => name.toLowerCase() === word?.toLowerCase());
    return trait && { trait, isNegated: negation === "!" };
  });
  return terms.every((term) => term !== undefined) ? terms : undefined;
};

/** A condition in its one way of writing. */
export const formatCondition = (terms: readonly Term[]): string =>
  terms.map(({ trait, isNegated }) => `${isNegated ? "!" : ""}${trait}`).join(" && ");

/** Whether a review meets the condition; a fact that no event told counts as false, a condition that cannot be read is never met. */
export const meetsCondition = (when: string, traits: ReviewTraits): boolean =>
  parseCondition(when)?.every(({ trait, isNegated }) => (traits[trait] ?? false) !== isNegated) ?? false;
