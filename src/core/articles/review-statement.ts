import { type Duration, findDurations } from "./duration.ts";
import type { Sentence } from "./prose.ts";

/** What a duration in the prose is: the review time, an addition to it, something that cannot be told, or nothing of ours. */
export type DurationRole = "base" | "addition" | "unclear" | "other";

/** A duration with its sentence and role. */
export interface Statement {
  readonly sentence: Sentence;
  readonly duration: Duration;
  readonly role: DurationRole;
}

/** Words that may stand between the verb and its duration: they do not change what is promised at most. */
const FILLER = String.raw`(?: |[,:(~"']|(?:up to|as (?:long|much|many) as|at (?:the )?most|no (?:more|longer) than|not (?:more|longer) than|less than|fewer than|under|maximum|max\.?|of|anywhere|between|from|about|around|some|on average|in|within|for|a|an|the|\w+ly)(?= ))`;
const ADDITIONAL = "(?:additional|extra|another|further|more)(?= )";
const VERB =
  "(?:takes?|taking|lasts?|is|are|be|completed?|completes|finish(?:es|ed)?|ends?|done|reviewed|certified|validated|runs?|allow|expect|require[sd]?|needs?)";

/** `verb filler* duration`; the verb may be a colon: "Review time: up to 3 business days". */
const BASE_LEAD = new RegExp(`(?:\\b${VERB}\\b|:)${FILLER}*$`, "i");
const ADDITION_LEAD = new RegExp(`\\b${ADDITIONAL}${FILLER}*$`, "i");
const ADDITION_TAIL = /^ (?:more|longer|extra|in addition|on top)\b/i;

const REVIEW = /\b(?:re-?)?(?:reviews?|reviewed|certifications?|certified|validations?|validated|vetting)\b/i;
const TAKES = /\b(?:takes?|taking|lasts?|completed?|completes|finish(?:es|ed)?)\b/i;
const PRONOUN =
  /^\W*(?:(?:it|this|that|they|which|the (?:whole |entire |manual |overall )?(?:process|step|stage|phase)|(?:this|that) (?:process|step|stage|phase))\b.{0,40}|(?:can|may|could|might|will|takes?|usually|typically|normally)\b.{0,20}|)$/i;
const SUBORDINATE = /^\W*(?:after|once|when|whenever|if|before|while|until|unless|although|as soon as)\b[^,]*,/i;
const CLAUSE = /;|, ?(?:and|but|while|whereas|so|then) /i;
const NEGATION = /\b(?:not|never|cannot|\w+n['’]t)\b.{0,30}$/i;
/** "It takes 4 working days for the review to finish." */
const ABOUT_REVIEW = /^ (?:for|to) (?:\w+ ){0,2}(?:review|certification|validation|certify|validate)\b/i;
const REACH = 160;

/** Whether what takes the time is the review: said in the verb's own clause, or by a pronoun for the review named just before. */
const subjectRole = (lead: string, earlier: string): DurationRole => {
  const main = lead.replace(SUBORDINATE, "");
  const opening = lead.slice(0, lead.length - main.length);
  const clause = main.split(CLAUSE).at(-1) ?? "";
  if (REVIEW.test(clause)) return "base";
  if (PRONOUN.test(clause)) {
    if (/\b(?:process|step|stage|phase)\b/i.test(clause))
      return REVIEW.test(`${earlier} ${opening}`) ? "base" : "other";
    if (opening !== "" && REVIEW.test(opening)) return "unclear";
    return REVIEW.test(earlier) ? "base" : "other";
  }
  return REVIEW.test(main) ? "unclear" : "other";
};

const roleAfterVerb = (text: string, verb: string, before: string, after: string, earlier: string): DurationRole => {
  if (NEGATION.test(before)) return REVIEW.test(text) ? "unclear" : "other";
  if (REVIEW.test(verb) || (/^(?:allow|expect)/i.test(verb) && REVIEW.test(text))) return "base";
  const role = subjectRole(before, earlier);
  if (role !== "other") return role;
  if (ABOUT_REVIEW.test(after) && PRONOUN.test(before)) return "base";
  return (PRONOUN.test(before) && REVIEW.test(text)) || /\breviewing\b/i.test(before) ? "unclear" : "other";
};

const roleOf = (text: string, duration: Duration, earlier: string): DurationRole => {
  const lead = text.slice(Math.max(0, duration.start - REACH), duration.start);
  const after = text.slice(duration.end, duration.end + REACH);
  if (ADDITION_LEAD.test(lead) || ADDITION_TAIL.test(after))
    return REVIEW.test(text) || REVIEW.test(earlier) ? "addition" : "other";
  const verb = BASE_LEAD.exec(lead);
  if (verb) return roleAfterVerb(text, verb[0], lead.slice(0, verb.index), after, earlier);
  return REVIEW.test(text) && TAKES.test(lead) && !duration.isArticleWord ? "unclear" : "other";
};

/** Every duration of the prose with its role; `earlier` sentences (two at most) tell what a pronoun stands for. */
export const findStatements = (sentences: readonly Sentence[]): readonly Statement[] =>
  sentences.flatMap((sentence, index) => {
    const earlier = sentences
      .slice(Math.max(0, index - 2), index)
      .map(({ text }) => text.slice(-500))
      .join(" ");
    let afterAddition = false;
    return findDurations(sentence.text).map((duration) => {
      const found = roleOf(sentence.text, duration, earlier);
      const role = afterAddition && found !== "addition" ? (duration.isArticleWord ? "other" : "addition") : found;
      afterAddition ||= role === "addition";
      return { sentence, duration, role };
    });
  });
