import { offerTypeName } from "../../articles/offer-types.ts";
import type { Instant } from "../../instant.ts";
import { ownerAt } from "../../sla/acknowledgement.ts";
import type { ReviewRecord } from "../../sla/review-record.ts";
import type { LinkAction } from "../action-link.ts";
import type { WordKey, Words } from "../words/word-catalogue.ts";

/** One choice of a page; its value is what the form gives. */
export interface ActionChoice {
  readonly value: string;
  readonly label: string;
  readonly isFirst: boolean;
}

/** Everything that the page behind a link shows. Texts are escaped by the page. */
export interface ActionPageView {
  readonly lang: string;
  readonly heading: string;
  readonly lead: string;
  /** Name of the offer; null where the page is about none. */
  readonly offer: string | null;
  /** What else is to be known of the review, a line each. */
  readonly about: readonly string[];
  readonly owner: string | null;
  /** What can be chosen and pressed; null where nothing can. */
  readonly form: {
    readonly legend: string | null;
    readonly choices: readonly ActionChoice[];
    /** What is to be written to the publisher; null where nothing is. */
    readonly reason: { readonly label: string; readonly hint: string; readonly text: string } | null;
    readonly nameLabel: string;
    readonly nameHint: string;
    readonly button: string;
  } | null;
  /** The mail that would go out, in its text part; null where none would. */
  readonly mail: { readonly heading: string; readonly text: string } | null;
  readonly works: string | null;
}

/** The page behind a link, with its status. */
export interface ActionPage {
  readonly status: 200 | 404 | 409 | 410 | 422;
  readonly view: ActionPageView;
}

interface PageSettings {
  readonly words: Words;
  readonly zone: string;
}

/** Why a link does nothing. */
export type RefusedLink = "forged" | "expired" | "used" | "closed" | "untellable";

const REFUSALS = {
  forged: { status: 404, heading: "actionPage.forged", lead: "actionPage.forgedLead" },
  expired: { status: 410, heading: "actionPage.expired", lead: "actionPage.expiredLead" },
  used: { status: 410, heading: "actionPage.used", lead: "actionPage.usedLead" },
  untellable: { status: 409, heading: "actionPage.untellable", lead: "actionPage.untellableLead" },
  closed: { status: 409, heading: "actionPage.closed", lead: "actionPage.closedLead" },
} as const satisfies Record<RefusedLink, { status: ActionPage["status"]; heading: WordKey; lead: WordKey }>;

/** Says why a link does nothing. */
export const refusedPage = (why: RefusedLink, words: Words): ActionPage => {
  const { status, heading, lead } = REFUSALS[why];
  const nothing = { offer: null, about: [], owner: null, form: null, mail: null, works: null };
  return { status, view: { lang: words.lang, heading: words.say(heading), lead: words.say(lead), ...nothing } };
};

const ACTIONS = {
  take: { heading: "actionPage.take", lead: "actionPage.takeLead", button: "actionPage.takeButton" },
  tell: { heading: "actionPage.tell", lead: "actionPage.tellLead", button: "actionPage.tellButton" },
  snooze: { heading: "actionPage.snooze", lead: "actionPage.snoozeLead", button: "actionPage.snoozeButton" },
} as const satisfies Record<LinkAction, Record<"heading" | "lead" | "button", WordKey>>;

const LEGENDS = { take: null, snooze: "actionPage.until", tell: "actionPage.expected" } as const satisfies Record<
  LinkAction,
  WordKey | null
>;

/** What a form is made from. */
export interface ActionForm {
  readonly action: LinkAction;
  readonly record: ReviewRecord;
  readonly address: string;
  readonly expiresAt: Instant;
  /** What can be chosen, the first by itself; a link that takes a review on has one end and no choice. */
  readonly ends: readonly { readonly days: number; readonly at: Instant }[];
  /** Of the mail that would go to the contacts, and the reason that was written already. */
  readonly mail?: { readonly text: string; readonly reason: string };
  readonly now: Instant;
}

/** Says what the link will do, and asks for nothing but a press. */
export const formPage = (
  { action, record, address, expiresAt, ends, mail, now }: ActionForm,
  { words, zone }: PageSettings,
  status: 200 | 422 = 200,
): ActionPage => {
  const names = ACTIONS[action];
  const at = (instant: Instant | undefined): string =>
    instant === undefined ? "" : words.dayAndTime(instant, now, zone);
  const owner = ownerAt(record.acknowledgements ?? [], now);
  const choices = ends.map((end, index) => ({ value: String(end.days), label: at(end.at), isFirst: index === 0 }));
  return {
    status,
    view: {
      lang: words.lang,
      heading: words.say(names.heading),
      lead: words.say(names.lead, { at: at(ends[0]?.at), count: record.facts.contacts.length }),
      ...aboutReview(record, { words, zone }, now),
      owner: owner === undefined ? null : words.say("actionPage.owner", { owner: owner.by, at: at(owner.until) }),
      form: {
        legend: LEGENDS[action] === null ? null : words.say(LEGENDS[action]),
        choices: LEGENDS[action] === null ? [] : choices,
        reason:
          mail === undefined
            ? null
            : { label: words.say("actionPage.reason"), hint: words.say("actionPage.reasonHint"), text: mail.reason },
        nameLabel: words.say("actionPage.name"),
        nameHint: words.say("actionPage.nameHint"),
        button: words.say(names.button),
      },
      mail: mail === undefined ? null : { heading: words.say("actionPage.mail"), text: mail.text },
      works: words.say("actionPage.works", { address, at: at(expiresAt) }),
    },
  };
};

/** Says what was done. */
export const donePage = (
  {
    action,
    record,
    until,
    now,
  }: { readonly action: LinkAction; readonly record: ReviewRecord; readonly until: Instant; readonly now: Instant },
  { words, zone }: PageSettings,
): ActionPage => ({
  status: 200,
  view: {
    lang: words.lang,
    heading: words.say("actionPage.done"),
    lead: words.say(action === "tell" ? "actionPage.toldLead" : "actionPage.doneLead", {
      at: words.dayAndTime(until, now, zone),
      count: record.facts.contacts.length,
    }),
    ...aboutReview(record, { words, zone }, now),
    owner: null,
    form: null,
    mail: null,
    works: null,
  },
});

const aboutReview = ({ facts, clock }: ReviewRecord, { words, zone }: PageSettings, now: Instant) => ({
  offer: facts.offer.name || facts.offer.id,
  about: [
    `${facts.publisher.name ?? facts.publisher.id}, ${offerTypeName(facts.offer.type)}`,
    capitalised(words.say("digestReview.submission", { id: facts.submissionId })),
    ...(clock.dueAt === undefined
      ? []
      : [capitalised(words.say("digestReview.due", { at: words.dayAndTime(clock.dueAt, now, zone) }))]),
    words.say("actionPage.zone", { zone: zone.replaceAll("_", " ") }),
  ],
});

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
