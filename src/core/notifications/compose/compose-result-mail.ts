import type { Finding } from "../../certification/event.ts";
import type { ComposedView, ComposeSettings, ResultMailInput } from "../mail-input.ts";
import type { WordKey, Words } from "../words/word-catalogue.ts";
import { type FindingGroupView, findingGroups } from "./finding-view.ts";
import { type LinkJudge, parseInline } from "./inline-markdown.ts";
import { type MailNames, namesOf } from "./mail-names.ts";
import { offerButton } from "./offer-button.ts";
import { makeMarker, progressView } from "./progress-view.ts";
import { inThisMail } from "./report-words.ts";
import type { FactView, ResultView } from "./result-view.ts";
import { resultWords } from "./result-words.ts";
import { reviewTimeWords } from "./review-time-words.ts";
import { judgeLink } from "./safe-link.ts";
import { makeUntrustedText, type UntrustedText } from "./untrusted-text.ts";
import { whyWords } from "./why-words.ts";

/** Composes a result mail for one contact: a view for the template of all of them, all event text made harmless. Of the findings it shows `mostFindings`, the most severe first. */
export const composeResultMail = (
  input: ResultMailInput,
  settings: ComposeSettings,
  mostFindings = Number.POSITIVE_INFINITY,
): ComposedView => {
  const untrusted = makeUntrustedText(settings.linkHosts);
  const view = resultView(input, settings, untrusted, mostFindings);
  return { template: "certification-result", view, removed: untrusted.removed() };
};

const resultView = (
  input: ResultMailInput,
  settings: ComposeSettings,
  untrusted: UntrustedText,
  mostFindings: number,
): ResultView => {
  const { article, findings, policies, offerType } = input;
  const { words } = settings;
  const judge = judgeFor(settings);
  const names = namesOf(input, untrusted);
  const isFailure = input.outcome === "failed";
  const reportUrl = untrusted.link(input.reportUrl, "the report");
  const shown = mostSevere(findings, mostFindings);
  const groupsOf = (some: readonly Finding[]): readonly FindingGroupView[] =>
    findingGroups(some, {
      policies,
      offerType,
      untrusted,
      judge,
      words,
      hasFailed: isFailure,
      markOf: makeMarker(isFailure ? input.earlierFailure : undefined),
    });
  const allGroups = groupsOf(findings);
  const groups = shown.length === findings.length ? allGroups : groupsOf(shown);
  const progress = isFailure
    ? progressView(findings, input.earlierFailure, { policies, offerType, untrusted, words })
    : null;
  const said = resultWords(
    input,
    {
      ...names,
      // All of them, for the preheader must not say less than the subject.
      policies: policiesInWords(allGroups, words),
      hasReport: reportUrl !== null,
      progress: input.earlierFailure === undefined ? undefined : progress,
    },
    countsOf(findings),
    words,
  );
  const offerUrl = untrusted.link(input.offer.url, "the offer");
  const cards = groups.flatMap((group) => group.findings);
  const promise = isFailure ? reviewTimeWords(article.sla, words) : null;
  return {
    lang: words.lang,
    words: words.fixed("layout"),
    articleLang: article.locale ?? "en",
    subject: said.subject,
    preheader: said.preheader,
    tag: said.tag,
    mustAct: isFailure,
    heading: said.heading,
    lead: said.lead,
    remarks: remarksOf(input, settings),
    facts: factsOf(input, settings, names, untrusted),
    button: buttonOf(reportUrl, offerUrl, words),
    offerUrl: reportUrl === null ? null : offerUrl,
    openOffer: words.say("result.openOffer"),
    progress,
    noLonger: words.say("failed.noLonger", { count: progress?.noLongerReported.length ?? 0 }),
    index: cards.length > 1 ? cards.map(({ name, mark }) => ({ name, mark })) : [],
    groups,
    noFindings: findings.length === 0 && input.outcome !== "passed" ? noFindings(reportUrl, words) : null,
    hasBrackets: untrusted.hasBrackets(),
    leftOut: leftOutInWords(findings.length, shown.length, words),
    steps: isFailure
      ? article.steps.map((step, index) => ({
          number: index + 1,
          ...parseInline(isEnglish(article) ? inThisMail(step, reportUrl !== null) : step, judge),
        }))
      : [],
    stepsAreGeneral: isFailure && input.articleIsGeneral,
    documents: isFailure ? article.documents.map(({ text, url }) => documentView(text, url, judge)) : [],
    next: promise === null ? [said.next] : [said.next, promise],
    note: isFailure && article.note !== undefined ? parseInline(article.note, judge) : null,
    why: whyWords(input.recipient, names, untrusted, words),
    ask: words.say("result.ask", {
      address: settings.replyTo,
      submissionId: untrusted.line(input.submissionId, "the submission id"),
    }),
  };
};

const isEnglish = ({ locale = "en" }: ResultMailInput["article"]): boolean => /^en\b/iu.test(locale);

const judgeFor =
  ({ linkHosts }: ComposeSettings): LinkJudge =>
  (url) => {
    const verdict = judgeLink(url, linkHosts);
    return verdict.kind === "allowed" ? verdict.url : null;
  };

const mostSevere = (findings: readonly Finding[], most: number): readonly Finding[] =>
  findings.length <= most
    ? findings
    : [...findings]
        .sort((a, b) => Number(a.severity !== "blocking") - Number(b.severity !== "blocking"))
        .slice(0, most);

const buttonOf = (reportUrl: string | null, offerUrl: string | null, words: Words): ResultView["button"] => {
  if (reportUrl !== null) return { text: words.say("result.viewReport"), url: reportUrl };
  return offerButton(offerUrl, words);
};

const leftOutInWords = (total: number, shown: number, words: Words): string | null =>
  shown >= total ? null : words.say("result.cut", { shown, total });

const countsOf = (findings: readonly Finding[]): { blocking: number; advisory: number } => {
  const blocking = findings.filter(({ severity }) => severity === "blocking").length;
  return { blocking, advisory: findings.length - blocking };
};

const POLICIES_NAMED = 5;

const policiesInWords = (groups: readonly FindingGroupView[], words: Words): string => {
  const all = groups.flatMap(({ findings }) => findings.flatMap(({ number }) => number ?? []));
  const numbers = [...new Set(all)];
  if (numbers.length === 0) return "";
  const named = numbers.slice(0, POLICIES_NAMED);
  const more = numbers.length - named.length;
  const policies = words.list(more > 0 ? [...named, words.say("result.morePolicies", { count: more })] : named);
  return words.say("result.policies", { policies });
};

const remarksOf = (input: ResultMailInput, { zone, words }: ComposeSettings): readonly string[] => {
  const remarks: string[] = [];
  if (input.replaces !== undefined)
    remarks.push(words.say("result.replaces", { at: words.instant(input.replaces, zone) }));
  if (input.isResend === true) remarks.push(words.say("result.resent"));
  return remarks;
};

const factsOf = (
  input: ResultMailInput,
  { zone, words }: ComposeSettings,
  names: MailNames,
  untrusted: UntrustedText,
): readonly FactView[] => {
  const facts: readonly (readonly [WordKey, string])[] = [
    ["result.factOffer", names.wholeOffer],
    ["result.factOfferType", names.offerType],
    ["result.factPublisher", names.publisher],
    ["result.factSubmissionId", untrusted.line(input.submissionId, "the submission id")],
    ["result.factSubmitted", input.submittedAt === undefined ? "" : words.instant(input.submittedAt, zone)],
    ["result.factCompleted", words.instant(input.completedAt, zone)],
    [
      "result.factEnvironment",
      isProduction(input.environment) ? "" : untrusted.line(input.environment, "the environment"),
    ],
    ["result.factAttempt", input.attempt === undefined || input.attempt <= 1 ? "" : String(input.attempt)],
  ];
  return facts.filter(([, value]) => value !== "").map(([label, value]) => ({ label: words.say(label), value }));
};

const isProduction = (environment: string | undefined): boolean => environment?.trim().toLowerCase() === "production";

const noFindings = (reportUrl: string | null, words: Words): string =>
  words.say(reportUrl === null ? "failed.noFindings" : "failed.noFindingsReport");

const documentView = (text: string, url: string, judge: LinkJudge): { text: string; url: string | null } => {
  const allowed = judge(url);
  return { text: allowed === null && url.startsWith("https://") ? `${text} (${url})` : text, url: allowed };
};
