import type { ArticleCatalogue } from "../articles/article.ts";
import { canonicalOfferType } from "../articles/offer-types.ts";
import type { CompletedEvent } from "../certification/event.ts";
import type { ReviewFacts } from "../certification/review.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import { present } from "../present.ts";
import type { EarlierFailure, ResultMailInput } from "./mail-input.ts";
import type { Notification } from "./notification.ts";

/** What an event is joined with. */
export interface ResultContent {
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
}

/** What depends on the recipient and the ledger, rather than on the event alone. */
type ResultMailExtras = Pick<ResultMailInput, "recipient"> &
  Partial<Pick<ResultMailInput, "submittedAt" | "earlierFailure" | "replaces" | "isResend">>;

/** Joins an event with its article and policies to what a result mail is made from. */
export const toResultMailInput = (
  { articles, policies }: ResultContent,
  event: CompletedEvent,
  kind: ResultMailInput["kind"],
  extras: ResultMailExtras,
): ResultMailInput => {
  const { article: found, isGeneral } = articles.find(event.offer.type, event.publisher.locale);
  // An article may tell of an offer type and name no steps: those that hold for every offer do no harm.
  const article =
    found.steps.length > 0 ? found : { ...found, steps: articles.find("", event.publisher.locale).article.steps };
  const { submissionId, offer, publisher, outcome, findings, completedAt } = event;
  return {
    kind,
    submissionId,
    offer,
    offerType: canonicalOfferType(offer.type) ?? offer.type,
    publisher,
    outcome,
    findings,
    completedAt,
    article,
    articleIsGeneral: isGeneral,
    policies,
    ...present({
      reportUrl: event.reportUrl,
      environment: event.environment,
      attempt: event.attempt,
      submittedAt: event.submittedAt,
    }),
    ...extras,
  };
};

/** What the ledger knows of a result, for one of its recipients. */
export const recipientExtras = (
  { address, recipientName, replaces, resendOf }: Notification,
  { contacts }: CompletedEvent,
  { submittedAt }: ReviewFacts,
  earlierFailure: EarlierFailure | undefined,
): ResultMailExtras => ({
  recipient: {
    email: address ?? "",
    ...present({ name: recipientName, role: contacts.find(({ email }) => email === address)?.role }),
  },
  ...present({ submittedAt, earlierFailure, replaces, isResend: resendOf === undefined ? undefined : true }),
});

/** A result need not repeat what other events of its review said; what it says itself counts. */
export const completedBy = (
  { publisher, contacts, traits, attempt, environment }: ReviewFacts,
  event: CompletedEvent,
): CompletedEvent => ({
  ...event,
  publisher: { ...publisher, ...event.publisher },
  contacts: event.contacts.length > 0 ? event.contacts : contacts,
  traits: { ...traits, ...event.traits },
  ...present({ attempt: event.attempt ?? attempt, environment: event.environment ?? environment }),
});

/** A first attempt has nothing before it, so its history need not be read. */
export const mayHaveFailedBefore = (event: CompletedEvent): boolean =>
  event.attempt !== 1 || event.traits.resubmission === true;

/** What a notification's row keeps of how its mail was made: the article, and what the team should mend. */
export const madeFrom = (input: ResultMailInput) => ({
  articleSlug: input.article.slug,
  articleVersion: input.article.version,
  notes: [
    ...(input.articleIsGeneral ? [`No article for offer type ${JSON.stringify(input.offer.type)}.`] : []),
    ...foreignPolicies(input).map((id) => `Policy ${id} is not one for offer type ${input.offerType}.`),
  ],
});

/** Policies whose section is not one for this offer type: they are shown all the same, and flagged for the team. */
const foreignPolicies = ({ findings, policies, offerType }: ResultMailInput): readonly string[] => [
  ...new Set(
    findings
      .flatMap(({ policy }) => (policy === undefined ? [] : [policies.resolve(policy, offerType)]))
      .filter(({ appliesToOfferType }) => !appliesToOfferType)
      .map(({ resolvedId, id }) => resolvedId ?? id),
  ),
];
