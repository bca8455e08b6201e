import { canonicalOfferType } from "../articles/offer-types.ts";
import { present } from "../present.ts";
import type { KnownPolicy, PolicySection, Renumbering } from "./policies-file.ts";
import type { PolicyCatalogue, PolicyData, PolicyReference } from "./policy.ts";
import { policyAnchor } from "./policy-anchor.ts";
import { comparePolicyIds, normalisePolicyId, policyIdPrefixes } from "./policy-id.ts";

/**
 * A catalogue over parsed data. An id resolves to its longest known prefix by dotted components (1140.4.3.1.3 to 1140.4.3), after
 * a renumbered section is mapped (800.3 to 810.3). Guidance applies to an id when its own id is the longest prefix of it that
 * has guidance, so one text may serve a whole section. A heading whose title differs between copies of the page, or that is
 * not known to exist, links to the nearest heading above it.
 */
export const makePolicyCatalogue = (data: PolicyData): PolicyCatalogue => {
  const sections = new Map(data.sections.map((section) => [section.id, section]));
  const known = new Map<string, KnownPolicy>([...data.policies, ...data.sections].map((policy) => [policy.id, policy]));
  const guidance = new Map(data.guidance.map((entry) => [entry.policyId, entry]));

  return {
    unhelped: [...data.policies]
      .filter(({ id }) => firstOf(policyIdPrefixes(id), guidance) === undefined)
      .sort((a, b) => comparePolicyIds(a.id, b.id))
      .map(({ id, title }) => ({ id, title })),
    resolve(policyId: string, offerType: string): PolicyReference {
      const plainId = normalisePolicyId(policyId);
      if (plainId === undefined) return { id: policyId, url: data.page, appliesToOfferType: true };
      const prefixes = policyIdPrefixes(renumber(plainId, data.renumbered));
      const resolved = firstOf(prefixes, known);
      const titled = firstOf(prefixes, known, (policy) => policy.title !== undefined);
      const title = titled?.title;
      const heading = firstOf(prefixes, known, hasAnchor);
      const help = firstOf(prefixes, guidance);
      return {
        id: policyId,
        ...present({
          resolvedId: resolved?.id,
          title,
          ownTitle: titled?.id === prefixes[0] ? title : undefined,
          landing: heading?.title === undefined ? undefined : { id: heading.id, title: heading.title },
          guidance: help,
        }),
        url: heading === undefined ? data.page : `${data.page}#${policyAnchor(`${heading.id} ${heading.title}`)}`,
        // Nothing can be said of an offer type that nobody knows.
        appliesToOfferType:
          canonicalOfferType(offerType) === undefined || isForOfferType(sections.get(prefixes.at(-1) ?? ""), offerType),
      };
    },
  };
};

/** The id in today's numbering. Takes a normalised id. */
export const renumber = (id: string, renumbered: readonly Renumbering[]): string => {
  for (const { from, to, keepsNumbers } of renumbered) {
    if (id === from) return to;
    if (id.startsWith(`${from}.`)) return keepsNumbers ? to + id.slice(from.length) : to;
  }
  return id;
};

/** True when the section is for this offer type, and when the section is unknown, since then nothing speaks against it. */
export const isForOfferType = (section: PolicySection | undefined, offerType: string): boolean => {
  if (section === undefined || section.offerTypes === "all") return true;
  const wanted = fold(offerType);
  return section.offerTypes.some((type) => fold(type) === wanted);
};

const fold = (offerType: string): string => offerType.replace(/[\s-]/g, "").toLowerCase();

const hasAnchor = (policy: KnownPolicy): boolean =>
  policy.title !== undefined && policy.anchored !== false && policy.alternateTitles === undefined;

const firstOf = <T>(
  ids: readonly string[],
  entries: ReadonlyMap<string, T>,
  isWanted: (entry: T) => boolean = () => true,
) => {
  for (const id of ids) {
    const entry = entries.get(id);
    if (entry !== undefined && isWanted(entry)) return entry;
  }
  return undefined;
};
