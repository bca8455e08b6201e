import type { Finding } from "../../certification/event.ts";
import type { ComposedView, MailSettings, ResultMailInput } from "../mail-input.ts";
import { type FindingGroupView, findingGroups } from "./finding-view.ts";
import { type LinkJudge, parseInline } from "./inline-markdown.ts";
import { offerTypeWords } from "./offer-type-words.ts";
import { makeMarker, progressView } from "./progress-view.ts";
import type { FactView, ResultView } from "./result-view.ts";
import { inThisMail } from "./report-words.ts";
import { resultWords } from "./result-words.ts";
import { reviewTimeWords } from "./review-time-words.ts";
import { judgeLink } from "./safe-link.ts";
import { makeUntrustedText, type UntrustedText } from "./untrusted-text.ts";
import { formatNumber, listing } from "./words.ts";
import { formatInstant } from "./zoned-time.ts";

const TEMPLATES = {
  certificationFailed: "certification-failed",
  certificationPassedWithNotes: "certification-passed-with-notes",
  certificationCorrected: "certification-corrected",
} as const;

/** Where the report of an offer is found when the event brings no link. */
const OFFERS_PAGE = "https://partner.microsoft.com/dashboard/marketplace-offers/overview";

/** Composes a result mail for one contact: a view for the template of its kind, all event text made harmless. Of the findings it shows `mostFindings`, the most severe first. */
export const composeResultMail = (
  input: ResultMailInput,
  settings: MailSettings,
  mostFindings = Number.POSITIVE_INFINITY,
): ComposedView => {
  const untrusted = makeUntrustedText(settings.linkHosts);
  const view = resultView(input, settings, untrusted, mostFindings);
  const template = input.outcome === "failed" ? TEMPLATES.certificationFailed : TEMPLATES[input.kind];
  return { template, view, removed: untrusted.removed() };
};

const resultView = (
  input: ResultMailInput,
  settings: MailSettings,
  untrusted: UntrustedText,
  mostFindings: number,
): ResultView => {
  const { article, findings, policies, offerType } = input;
  const judge = judgeFor(settings);
  const names = namesOf(input, untrusted);
  const isFailure = input.outcome === "failed";
  const reportUrl = untrusted.link(input.reportUrl, "the report");
  const shown = mostSevere(findings, mostFindings);
  const groups = findingGroups(shown, {
    policies,
    offerType,
    untrusted,
    judge,
    markOf: makeMarker(isFailure ? input.earlierFailure : undefined),
  });
  const progress = isFailure ? progressView(findings, input.earlierFailure, { policies, offerType, untrusted }) : null;
  const words = resultWords(
    input,
    {
      ...names,
      policies: policiesInWords(groups),
      hasReport: reportUrl !== null,
      progress: input.earlierFailure === undefined ? undefined : progress,
    },
    countsOf(findings),
  );
  const offerUrl = untrusted.link(input.offer.url, "the offer");
  const cards = groups.flatMap((group) => group.findings);
  const promise = isFailure ? reviewTimeWords(article.sla) : null;
  return {
    lang: "en",
    articleLang: article.locale ?? "en",
    subject: words.subject,
    preheader: words.preheader,
    tag: words.tag,
    heading: words.heading,
    lead: words.lead,
    remarks: remarksOf(input, settings),
    facts: factsOf(input, settings, names, untrusted),
    button: buttonOf(reportUrl, offerUrl),
    offerUrl: reportUrl === null ? null : offerUrl,
    progress,
    index: cards.length > 1 ? cards.map(({ number, title, mark }) => ({ number, title, mark })) : [],
    groups,
    noFindings: findings.length === 0 && input.outcome !== "passed" ? noFindings(reportUrl) : null,
    hasBrackets: untrusted.hasBrackets(),
    leftOut: leftOutInWords(findings.length, shown.length, reportUrl !== null),
    steps: isFailure
      ? article.steps.map((step, index) => ({
          number: index + 1,
          ...parseInline(inThisMail(step, reportUrl !== null), judge),
        }))
      : [],
    stepsAreGeneral: isFailure && input.articleIsGeneral,
    documents: isFailure ? article.documents.map(({ text, url }) => documentView(text, url, judge)) : [],
    next: promise === null ? [words.next] : [words.next, promise],
    note: isFailure && article.note !== undefined ? parseInline(article.note, judge) : null,
    why: whyInWords(input, names, untrusted),
    replyTo: settings.replyTo,
    submissionId: untrusted.line(input.submissionId, "the submission id"),
  };
};

const judgeFor =
  ({ linkHosts }: MailSettings): LinkJudge =>
  (url) => {
    const verdict = judgeLink(url, linkHosts);
    return verdict.kind === "allowed" ? verdict.url : null;
  };

interface Names {
  readonly offer: string;
  readonly subjectOffer: string;
  readonly offerType: string;
  readonly publisher: string;
  readonly recipient: string;
}

const namesOf = (
  { offer, publisher, recipient, article, articleIsGeneral }: ResultMailInput,
  untrusted: UntrustedText,
): Names => ({
  offer: untrusted.line(offer.name, "the offer's name") || untrusted.line(offer.id, "the offer's id"),
  subjectOffer: untrusted.subject(offer.name, "the offer's name") || untrusted.subject(offer.id, "the offer's id"),
  offerType: untrusted.line(offerTypeWords(offer.type, article, articleIsGeneral), "the offer type"),
  publisher:
    untrusted.line(publisher.name, "the publisher's name") || untrusted.line(publisher.id, "the publisher's id"),
  recipient: untrusted.line(recipient.name, "the recipient's name"),
});

const mostSevere = (findings: readonly Finding[], most: number): readonly Finding[] =>
  findings.length <= most
    ? findings
    : [...findings]
        .sort((a, b) => Number(a.severity !== "blocking") - Number(b.severity !== "blocking"))
        .slice(0, most);

const buttonOf = (reportUrl: string | null, offerUrl: string | null): ResultView["button"] => {
  if (reportUrl !== null) return { text: "View the certification report", url: reportUrl };
  return offerUrl === null
    ? { text: "Open your offers in Partner Center", url: OFFERS_PAGE }
    : { text: "Open the offer in Partner Center", url: offerUrl };
};

const leftOutInWords = (all: number, shown: number, hasReport: boolean): string | null => {
  if (shown >= all) return null;
  const where = hasReport
    ? "The certification report has all of them."
    : "The report in Partner Center has all of them.";
  return `This mail has room for ${formatNumber(shown)} of ${formatNumber(all)} findings. ${where}`;
};

const countsOf = (findings: readonly Finding[]): { blocking: number; advisory: number } => {
  const blocking = findings.filter(({ severity }) => severity === "blocking").length;
  return { blocking, advisory: findings.length - blocking };
};

const POLICIES_NAMED = 5;

const policiesInWords = (groups: readonly FindingGroupView[]): string => {
  const all = groups.flatMap(({ findings }) => findings.flatMap(({ number }) => number ?? []));
  const numbers = [...new Set(all)];
  if (numbers.length === 0) return "";
  const named = numbers.slice(0, POLICIES_NAMED);
  const more = numbers.length - named.length;
  return `Policies: ${listing(more > 0 ? [...named, `${more} more`] : named)}.`;
};

const remarksOf = (input: ResultMailInput, { zone }: MailSettings): readonly string[] => {
  const remarks: string[] = [];
  if (input.replaces !== undefined)
    remarks.push(`This mail replaces our earlier one about the result of ${formatInstant(input.replaces, zone)}.`);
  if (input.isResend === true) remarks.push("This mail was sent again on request.");
  return remarks;
};

const factsOf = (
  input: ResultMailInput,
  { zone }: MailSettings,
  names: Names,
  untrusted: UntrustedText,
): readonly FactView[] => {
  const facts: readonly (readonly [string, string])[] = [
    ["Offer", names.offer],
    ["Offer type", names.offerType],
    ["Publisher", names.publisher],
    ["Submission id", untrusted.line(input.submissionId, "the submission id")],
    ["Submitted", input.submittedAt === undefined ? "" : formatInstant(input.submittedAt, zone)],
    ["Completed", formatInstant(input.completedAt, zone)],
    ["Environment", isProduction(input.environment) ? "" : untrusted.line(input.environment, "the environment")],
    ["Attempt", input.attempt === undefined || input.attempt <= 1 ? "" : formatNumber(input.attempt)],
  ];
  return facts.filter(([, value]) => value !== "").map(([label, value]) => ({ label, value }));
};

const isProduction = (environment: string | undefined): boolean => environment?.trim().toLowerCase() === "production";

const noFindings = (reportUrl: string | null): string =>
  reportUrl === null
    ? "This result came without a list of findings. The certification report says what was found; you reach it from the offer overview page in Partner Center."
    : "This result came without a list of findings. The certification report says what was found.";

const documentView = (text: string, url: string, judge: LinkJudge): { text: string; url: string | null } => {
  const allowed = judge(url);
  return { text: allowed === null && url.startsWith("https://") ? `${text} (${url})` : text, url: allowed };
};

const whyInWords = ({ recipient }: ResultMailInput, { publisher, offer }: Names, untrusted: UntrustedText): string => {
  const role = untrusted.line(recipient.role, "the recipient's role");
  const contact = role === "" ? "a contact" : `a contact (${role})`;
  return `You get this mail because you are named as ${contact} of ${publisher} for the offer ${offer}.`;
};
