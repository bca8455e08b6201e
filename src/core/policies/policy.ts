/** A certification policy as far as it is known. */
export interface PolicyReference {
  /** The id as the event gave it, such as `1140.4.3.1.3`. */
  readonly id: string;
  /** The longest known prefix, such as `1140.4.3`; absent when not even the section is known. */
  readonly resolvedId?: string;
  /** Title of the resolved policy. */
  readonly title?: string;
  /** Link to the policy page, with an anchor where one is known. */
  readonly url: string;
  /** Our own help for this policy, as Markdown; absent where we have none. */
  readonly guidance?: PolicyGuidance;
  /** False when the policy's section is not one for this offer type. */
  readonly appliesToOfferType: boolean;
}

/** Our own help for a policy: what it means, how to check, how to fix; each inline Markdown. */
export interface PolicyGuidance {
  readonly policyId: string;
  readonly meaning: string;
  readonly checks: readonly string[];
  readonly fixes: readonly string[];
}

/** All known policies. */
export interface PolicyCatalogue {
  /** Never fails: an unknown id links to its section, or to the bare page. `offerType` is the canonical name. */
  resolve(policyId: string, offerType: string): PolicyReference;
}
