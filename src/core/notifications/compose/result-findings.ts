import { canonicalOfferType } from "../../articles/offer-types.ts";
import type { CompletedEvent } from "../../certification/event.ts";
import type { PolicyCatalogue } from "../../policies/policy.ts";
import { present } from "../../present.ts";
import type { EarlierFailure } from "../mail-input.ts";
import type { Words } from "../words/word-catalogue.ts";
import { type FindingGroupView, findingGroups } from "./finding-view.ts";
import { makeMarker, type ProgressView, progressView } from "./progress-view.ts";
import { makeUntrustedText } from "./untrusted-text.ts";

/** What a result found, cleaned as for a mail. */
export interface ResultFindings {
  /** With our help. */
  readonly findings: readonly FindingGroupView[];
  /** What changed since the offer's last failed review; null where that cannot be told. */
  readonly progress: ProgressView | null;
  readonly reportUrl?: string;
}

/** What the findings of a result are shown with. */
export interface FindingsSettings {
  readonly policies: PolicyCatalogue;
  readonly words: Words;
  readonly linkHosts: readonly string[];
}

/** What a result found, beside what the offer failed on before; nothing while there is no result. */
export const resultFindings = (
  event: CompletedEvent | undefined,
  earlier: EarlierFailure | undefined,
  { policies, words, linkHosts }: FindingsSettings,
): ResultFindings => {
  if (event === undefined) return { findings: [], progress: null };
  const untrusted = makeUntrustedText(linkHosts);
  const offerType = canonicalOfferType(event.offer.type) ?? event.offer.type;
  const shown = { policies, offerType, untrusted, words };
  const judge = (url: string): string | null => untrusted.link(url, "our help");
  const findings = findingGroups(event.findings, {
    ...shown,
    judge,
    markOf: makeMarker(earlier),
    hasFailed: event.outcome === "failed",
  });
  const reportUrl = untrusted.link(event.reportUrl, "the report") ?? undefined;
  return { findings, progress: progressView(event.findings, earlier, shown), ...present({ reportUrl }) };
};
