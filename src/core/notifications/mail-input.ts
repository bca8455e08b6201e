import type { Article } from "../articles/article.ts";
import type { Contact, Finding, Offer, Outcome, Publisher } from "../certification/event.ts";
import type { FailedOn } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import type { DelayNotice } from "../sla/delay-notice.ts";
import type { TraceDay } from "../sla/trace.ts";
import type { LinkAction } from "./action-link.ts";
import type { ResultKind } from "./result-mails.ts";
import type { Words } from "./words/word-catalogue.ts";

/** What every composed mail needs to know about its surroundings. */
export interface MailSettings {
  /** IANA zone in which times are shown, with their offset. */
  readonly zone: string;
  /** Hosts that links may lead to. */
  readonly linkHosts: readonly string[];
  /** Whom to ask: the reply-to address, else the sender. */
  readonly replyTo: string;
}

/** What composing a mail needs besides: the words of its language. */
export interface ComposeSettings extends MailSettings {
  readonly words: Words;
}

/** The findings of the same offer's last failed review before this one. */
export interface EarlierFailure {
  readonly submissionId: string;
  readonly completedAt: Instant;
  readonly findings: readonly FailedOn[];
}

/** What every mail to a publisher is made from. */
export interface PublisherMailInput {
  readonly offer: Offer;
  readonly publisher: Publisher;
  readonly recipient: Contact;
  readonly article: Article;
  readonly articleIsGeneral: boolean;
}

/** Everything a mail about a result is made from. */
export interface ResultMailInput extends PublisherMailInput {
  readonly kind: ResultKind;
  readonly submissionId: string;
  /** Canonical offer type, for policy look-ups. */
  readonly offerType: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly reportUrl?: string;
  readonly environment?: string;
  readonly attempt?: number;
  readonly submittedAt?: Instant;
  readonly completedAt: Instant;
  readonly policies: PolicyCatalogue;
  readonly earlierFailure?: EarlierFailure;
  /** Instant of the result that this mail replaces; only when that mail was accepted or may have been. */
  readonly replaces?: Instant;
  /** True when somebody asked for this mail again. Their words are for the timeline: what they write must not reach others in our name. */
  readonly isResend?: boolean;
}

/** Everything the mail about a delay is made from. */
export interface DelayMailInput extends PublisherMailInput {
  readonly submissionId: string;
  readonly submittedAt?: Instant;
  readonly notice: DelayNotice;
  /** The date that was told before this one, when there was one. */
  readonly toldBefore?: Instant;
  /** From the submission to the due time. */
  readonly days: readonly TraceDay[];
  /** True when somebody asked for this mail again. */
  readonly isResend?: boolean;
}

/** How an open review stands: late and taken on by nobody for too long, late and not told of before, late, or near its due time. */
export type DigestStanding = "nobodys" | "newlyLate" | "stillLate" | "dueSoon";

/** One open review in an alert digest. */
export interface DigestEntry {
  readonly standing: DigestStanding;
  readonly submissionId: string;
  readonly offer: Offer;
  /** Offer type in words (the article's title where there is no better name). */
  readonly offerTypeName: string;
  readonly publisher: Publisher;
  readonly submittedAt: Instant;
  readonly dueAt: Instant;
  /** Full business days since the due time; 0 until one has passed. */
  readonly lateInBusinessDays: number;
  /** What is left until the due time; 0 when it has passed. */
  readonly businessHoursLeft: number;
  readonly days: readonly TraceDay[];
  /** Who has taken the review on; absent while nobody has. */
  readonly owner?: string;
  /** What can be done about it from within the mail; absent where links are off. */
  readonly links?: readonly { readonly action: LinkAction; readonly url: string }[];
  /** By when the publisher was told to expect the result; absent while the due time is the only promise. */
  readonly expectedAt?: Instant;
}

/** Something the team has to know that is not a clock: a mail that failed for good, a review without contacts. */
export type TeamNotice = NoticeMatter & {
  readonly submissionId?: string;
  readonly offerName?: string;
};

/** What a notice is about: nobody to tell, nobody told (with what was answered last, where it is known), a mail that failed, or reviews that could not be read. */
export type NoticeMatter =
  | { readonly code: "noContacts" }
  | { readonly code: "nobodyReached" | "mailFailed"; readonly answer?: string }
  | { readonly code: "unreadable"; readonly amount: number };

/** Everything an alert digest is made from: the state of all open reviews at one time, whatever it was made for. */
export interface DigestMailInput {
  readonly now: Instant;
  readonly entries: readonly DigestEntry[];
  readonly notices: readonly TeamNotice[];
}

/** A view for a template, and what was taken out of the untrusted text on the way. */
export interface ComposedView {
  /** Folder name below `templates/`. */
  readonly template: string;
  readonly view: object;
  /** One sentence each: links that were not allow-listed, control characters, and so on. */
  readonly removed: readonly string[];
}
