import type { Finding, Severity } from "../../certification/event.ts";
import type { PolicyCatalogue, PolicyGuidance, PolicyReference } from "../../policies/policy.ts";
import { normalisePolicyId } from "../../policies/policy-id.ts";
import type { Words } from "../words/word-catalogue.ts";
import { findingName } from "./finding-name.ts";
import { type Inline, type LinkJudge, parseInline } from "./inline-markdown.ts";
import { sortByPolicy } from "./policy-of.ts";
import type { Mark } from "./progress-view.ts";
import type { UntrustedText } from "./untrusted-text.ts";

/** What the reviewer wrote in one finding. */
export interface RemarkView {
  /** Says whose words follow, and about which plan. */
  readonly label: string;
  readonly lines: readonly string[];
  /** The finding's own link, when it is not the policy's. */
  readonly url: string | null;
}

/** Our help for a policy. */
export interface GuidanceView {
  readonly meaning: Inline;
  readonly checks: readonly Inline[];
  readonly fixes: readonly Inline[];
}

/** Every finding of one severity about one policy: the policy and our help once, the reviewer's words one by one. */
export interface FindingView {
  readonly number: string | null;
  /** Number and title on one line. */
  readonly name: string;
  /** Whether it was there at the offer's last failure; null where that is not known. */
  readonly mark: string | null;
  readonly remarks: readonly RemarkView[];
  readonly policy: { readonly text: string; readonly url: string } | null;
  readonly guidance: GuidanceView | null;
  /** Says where our help stands, when an earlier finding of this mail already has it. */
  readonly guidanceAt: string | null;
  /** True when the policy's section is not one for this offer type. */
  readonly isForeign: boolean;
}

/** The findings of one severity. */
export interface FindingGroupView {
  readonly severity: Severity;
  readonly isBlocking: boolean;
  readonly label: string;
  readonly count: number;
  readonly hint: string;
  readonly findings: readonly FindingView[];
}

/** What finding views are made with. */
export interface FindingContext {
  readonly policies: PolicyCatalogue;
  readonly offerType: string;
  readonly untrusted: UntrustedText;
  readonly judge: LinkJudge;
  readonly markOf: (finding: Finding) => Mark | null;
  /** False where the offer passed, and so nothing has to be fixed. */
  readonly hasFailed: boolean;
  readonly words: Words;
}

const GROUPS = [
  { severity: "blocking", label: "result.mustFix", hint: "result.mustFixHint" },
  { severity: "advisory", label: "result.shouldFix", hint: "result.shouldFixHint" },
] as const;

const PASSED_GROUPS = GROUPS.map(({ severity }) => ({
  severity,
  label: "result.notes" as const,
  hint: "result.notesHint" as const,
}));

/** Findings grouped by severity, blocking first, and inside by policy in the order of the policy ids. */
export const findingGroups = (findings: readonly Finding[], context: FindingContext): readonly FindingGroupView[] => {
  const helped = new Map<string, string>();
  return (context.hasFailed ? GROUPS : PASSED_GROUPS).flatMap(({ severity, label, hint }) => {
    const own = findings.filter((finding) => finding.severity === severity);
    if (own.length === 0) return [];
    const views = groupedByPolicy(own).map((same) => findingView(same, context, helped));
    const count = own.length;
    const [labelText, hintText] = [label, hint].map((key) => context.words.say(key, { count }));
    return [
      {
        severity,
        isBlocking: severity === "blocking" && context.hasFailed,
        label: labelText ?? "",
        count,
        hint: hintText ?? "",
        findings: views,
      },
    ];
  });
};

/** Findings that share policy and title. */
interface FindingGroup {
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly findings: Finding[];
}

const groupedByPolicy = (findings: readonly Finding[]): readonly FindingGroup[] => {
  const groups = new Map<string, FindingGroup>();
  for (const { finding, id } of sortByPolicy(findings)) {
    const { title } = finding;
    const key = JSON.stringify([id, title?.trim()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { id, title, findings: [finding] });
    else group.findings.push(finding);
  }
  return [...groups.values()];
};

const findingView = (
  { id, title, findings }: FindingGroup,
  context: FindingContext,
  helped: Map<string, string>,
): FindingView => {
  const { untrusted, policies, offerType, words } = context;
  const reference = id === undefined ? undefined : policies.resolve(id, offerType);
  const number = id === undefined ? null : untrusted.line(id, "a policy number");
  const shownTitle = untrusted.line(title, "the title of a finding") || reference?.ownTitle || "";
  const policyUrl = reference === undefined ? null : untrusted.link(reference.url, "a policy");
  return {
    number,
    name: findingName(number ?? "", shownTitle, words),
    mark: markOfGroup(findings, context),
    remarks: findings.map((finding) => remarkView(finding, policyUrl, context)),
    policy:
      reference === undefined || policyUrl === null
        ? null
        : { text: policyText(reference, shownTitle, words), url: policyUrl },
    ...help(reference?.guidance, number, context, helped),
    isForeign: reference?.appliesToOfferType === false,
  };
};

/** One that is new among others that are not makes the card new: it has something to read. */
const markOfGroup = (findings: readonly Finding[], { markOf, words }: FindingContext): string | null => {
  const marks = new Set(findings.map(markOf));
  if (marks.has("fresh")) return words.say("failed.fresh");
  return marks.has("still") ? words.say("failed.still") : null;
};

const READ = {
  policy: { plain: "result.readPolicy", titled: "result.readPolicyTitle" },
  section: { plain: "result.readSection", titled: "result.readSectionTitle" },
} as const;

/** Says where the link lands: on the policy, or only on what it is part of. */
const policyText = ({ id, ownTitle, landing }: PolicyReference, shownTitle: string, words: Words): string => {
  if (landing === undefined) return words.say("result.readPolicies");
  const isExact = ownTitle !== undefined && landing.title === ownTitle;
  const { plain, titled } = READ[landing.id.includes(".") ? "policy" : "section"];
  const values = { id: isExact ? (normalisePolicyId(id) ?? id) : landing.id, title: landing.title };
  return words.say(landing.title === shownTitle ? plain : titled, values);
};

const remarkView = (finding: Finding, policyUrl: string | null, { untrusted, words }: FindingContext): RemarkView => {
  const url = untrusted.link(finding.url, "a finding");
  const plan = untrusted.line(finding.plan, "a plan's name");
  return {
    label: plan === "" ? words.say("result.remark") : words.say("result.remarkPlan", { plan }),
    lines: shortened(untrusted.lines(finding.message, "the text of a finding"), words),
    url: url === policyUrl ? null : url,
  };
};

/** A mail is no place for pages of one finding; the report has them. */
const MOST_CHARACTERS = 2_000;

const shortened = (lines: readonly string[], words: Words): readonly string[] => {
  const kept: string[] = [];
  let left = MOST_CHARACTERS;
  for (const line of lines) {
    if (line.length > left) return [...kept, `${line.slice(0, left).trimEnd()} ${words.say("result.shortened")}`];
    kept.push(line);
    left -= line.length;
  }
  return kept;
};

const help = (
  guidance: PolicyGuidance | undefined,
  number: string | null,
  { judge, words }: FindingContext,
  helped: Map<string, string>,
): Pick<FindingView, "guidance" | "guidanceAt"> => {
  if (guidance === undefined) return { guidance: null, guidanceAt: null };
  const earlier = helped.get(guidance.policyId);
  if (earlier !== undefined) return { guidance: null, guidanceAt: words.say("result.seeAbove", { policy: earlier }) };
  helped.set(guidance.policyId, number ?? guidance.policyId);
  const inline = (markdown: string): Inline => parseInline(markdown, judge);
  return {
    guidance: {
      meaning: inline(guidance.meaning),
      checks: guidance.checks.map(inline),
      fixes: guidance.fixes.map(inline),
    },
    guidanceAt: null,
  };
};
