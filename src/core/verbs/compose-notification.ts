import type { ArticleCatalogue } from "../articles/article.ts";
import { canonicalOfferType } from "../articles/offer-types.ts";
import type { CompletedEvent } from "../certification/event.ts";
import type { ReviewFacts } from "../certification/review.ts";
import { NotifierError } from "../errors.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import type { ResultRows } from "../ledger/review-rows.ts";
import { composeDelayMail } from "../notifications/compose/compose-delay-mail.ts";
import { type RenderedMail, renderResultMail, renderView } from "../notifications/compose/render-result-mail.ts";
import type { MailSettings, ResultMailInput } from "../notifications/mail-input.ts";
import type { Notification } from "../notifications/notification.ts";
import { digestThread, type MailIdentity, offerThread, toOutgoingMail } from "../notifications/outgoing-mail.ts";
import { isResultKind } from "../notifications/result-mails.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import type { OutgoingMail, TemplateRenderer } from "../ports.ts";
import { present } from "../present.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { ComposeDigest } from "./compose-digest-notification.ts";
import type { ComposedMail, ComposeMail } from "./prepare-mail.ts";
import { toDelayMailInput } from "./to-delay-mail-input.ts";

/** What composing needs. */
export interface ComposeDeps {
  readonly index: Pick<ReviewIndex, "findEarlierFailure">;
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
  readonly renderer: TemplateRenderer;
  readonly composeDigest: ComposeDigest;
  readonly getMail: (notificationId: string) => Promise<OutgoingMail | undefined>;
  readonly identity: MailIdentity;
  readonly settings: MailSettings;
}

/** Makes each notification's mail from the ledger's current state. */
export const makeComposeMail =
  (deps: ComposeDeps): ComposeMail =>
  async (notification, readResultRows) => {
    const { kind } = notification;
    if (notification.content === "asSent") return await sentBefore(deps, notification, readResultRows());
    if (kind === "reviewDelayed") return composeDelay(deps, notification, readResultRows());
    if (isResultKind(kind)) return await composeResult(deps, notification, kind, readResultRows());
    const composed = await deps.composeDigest(notification);
    return composed.kind === "unwanted"
      ? composed
      : toMail(deps, notification, renderView(deps.renderer, composed.view), digestThread(notification), {});
  };

/** The mail of an earlier notification in this one's envelope: the same words, another message. */
const sentBefore = async (
  deps: ComposeDeps,
  notification: Notification,
  { review }: ResultRows,
): Promise<ComposedMail> => {
  const original = notification.resendOf === undefined ? undefined : await deps.getMail(notification.resendOf);
  if (original === undefined)
    throw new NotifierError("ENTITY_INVALID", "The mail to be sent again is not in the ledger.");
  const unwanted = review && unwantedSince(notification, review.record);
  if (unwanted !== undefined) return { kind: "unwanted", reason: unwanted };
  const rendered = { ...original, templateVersion: "" };
  const { offer, publisher } = review?.record.facts ?? { offer: { id: "" }, publisher: { id: "" } };
  const thread = offerThread(publisher.id, offer.id);
  return { kind: "mail", mail: toOutgoingMail(notification, rendered, deps.identity, thread), made: {} };
};

const composeDelay = (deps: ComposeDeps, notification: Notification, { review }: ResultRows): ComposedMail => {
  if (review === undefined)
    throw new NotifierError("ENTITY_INVALID", "The review of a notification is not in the ledger.");
  const unwanted = unwantedSince(notification, review.record);
  if (unwanted !== undefined) return { kind: "unwanted", reason: unwanted };
  const input = toDelayMailInput(deps.articles, notification, review.record);
  const words = deps.renderer.words.for(input.publisher.locale);
  const rendered = renderView(deps.renderer, composeDelayMail(input, { ...deps.settings, words }));
  return toMail(deps, notification, rendered, offerThread(input.publisher.id, input.offer.id), {});
};

const composeResult = async (
  deps: ComposeDeps,
  notification: Notification,
  kind: ResultMailInput["kind"],
  result: ResultRows,
): Promise<ComposedMail> => {
  const { event: received, record } = pickResult(notification, result);
  const { facts } = record;
  const event = completedBy(facts, received);
  const { submittedAt } = facts;
  const unwanted = unwantedSince(notification, record);
  if (unwanted !== undefined) return { kind: "unwanted", reason: unwanted };
  const earlierFailure = mayHaveFailedBefore(event) ? await deps.index.findEarlierFailure(event) : undefined;
  const input = toResultMailInput(deps, event, kind, {
    recipient: {
      email: notification.address ?? "",
      ...present({ name: notification.recipientName }),
      ...roleOf(event, notification.address),
    },
    ...present({ submittedAt, earlierFailure, replaces: notification.replaces }),
    ...(notification.resendOf === undefined ? {} : { isResend: true }),
  });
  const thread = offerThread(event.publisher.id, event.offer.id);
  return toMail(deps, notification, renderResultMail(deps.renderer, input, deps.settings), thread, {
    articleSlug: input.article.slug,
    articleVersion: input.article.version,
    notes: [
      ...(input.articleIsGeneral ? [`No article for offer type ${JSON.stringify(event.offer.type)}.`] : []),
      ...foreignPolicies(input).map((id) => `Policy ${id} is not one for offer type ${input.offerType}.`),
    ],
  });
};

/** A result need not repeat what other events of its review said; what it says itself counts. */
const completedBy = ({ publisher, contacts, traits, attempt, environment }: ReviewFacts, event: CompletedEvent) => ({
  ...event,
  publisher: { ...publisher, ...event.publisher },
  contacts: event.contacts.length > 0 ? event.contacts : contacts,
  traits: { ...traits, ...event.traits },
  ...present({ attempt: event.attempt ?? attempt, environment: event.environment ?? environment }),
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

/** A first attempt has nothing before it, so its history need not be read. */
const mayHaveFailedBefore = (event: CompletedEvent): boolean =>
  event.attempt !== 1 || event.traits.resubmission === true;

const roleOf = ({ contacts }: CompletedEvent, address: string | undefined): { role?: string } => {
  const role = contacts.find(({ email }) => email === address)?.role;
  return present({ role });
};

/** What depends on the recipient and the ledger, rather than on the event alone. */
type ResultMailExtras = Pick<ResultMailInput, "recipient"> &
  Partial<Pick<ResultMailInput, "submittedAt" | "earlierFailure" | "replaces" | "isResend">>;

/** Joins an event with its article and policies to what a result mail is made from. */
export const toResultMailInput = (
  { articles, policies }: Pick<ComposeDeps, "articles" | "policies">,
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

const pickResult = (
  { eventKey }: Notification,
  { review, events }: ResultRows,
): { event: CompletedEvent; record: ReviewRecord } => {
  const event = events.find((recorded) => recorded.event.eventKey === eventKey)?.event;
  if (event?.kind !== "completed" || review === undefined) {
    throw new NotifierError("ENTITY_INVALID", "The result of a notification is not in the ledger.");
  }
  return { event, record: review.record };
};

/** An event cancels what is unsent; what was claimed just then and not taken comes back here, and must not follow the newer mail. */
const unwantedSince = (
  { resultKey, promise }: Notification,
  { facts: { cancelledAt, result }, delayNotices = [] }: ReviewRecord,
): string | undefined => {
  if (cancelledAt !== undefined) return "submissionCancelled";
  if (result?.resultKey !== resultKey) return "newerResult";
  return promise === undefined || delayNotices.at(-1)?.n === promise ? undefined : "newerNotice";
};

const toMail = (
  { identity }: ComposeDeps,
  notification: Notification,
  rendered: RenderedMail,
  thread: string,
  made: Partial<Notification>,
): ComposedMail => ({
  kind: "mail",
  mail: toOutgoingMail(notification, rendered, identity, thread),
  made: { ...made, templateVersion: rendered.templateVersion, notes: [...(made.notes ?? []), ...rendered.removed] },
});
