import type { KnownPolicy, PolicySection, Renumbering } from "./policies-file.ts";

/** A certification policy as far as it is known. */
export interface PolicyReference {
  /** The id as the event gave it, such as `1140.4.3.1.3`. */
  readonly id: string;
  /** The longest known prefix, such as `1140.4.3`; absent when not even the section is known. */
  readonly resolvedId?: string;
  /** Title of the resolved policy, or of the nearest one above it whose title is known. */
  readonly title?: string;
  /** The title of this very policy; absent where only one above it has a known title. */
  readonly ownTitle?: string;
  /** The heading on the page that the link leads to; absent where it leads to the page's beginning. */
  readonly landing?: { readonly id: string; readonly title: string };
  /** Link to the policy page, with an anchor where one is known. */
  readonly url: string;
  /** Our own help for this policy, as Markdown; absent where we have none. */
  readonly guidance?: PolicyGuidance;
  /** False when the policy's section is known and not one for this offer type. */
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
  /** Known policies for which we have no help, in the order of their numbers. */
  readonly unhelped: readonly { readonly id: string; readonly title?: string | undefined }[];
}

/** Everything a catalogue is made from, as plain data, so that a build can precompile it to JSON. */
export interface PolicyData {
  /** Address of the policy page, without an anchor. */
  readonly page: string;
  readonly sections: readonly PolicySection[];
  readonly policies: readonly KnownPolicy[];
  readonly renumbered: readonly Renumbering[];
  readonly guidance: readonly PolicyGuidance[];
}
