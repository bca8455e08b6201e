import { completedEvent } from "../certification/review.ts";
import { NotifierError } from "../errors.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import type { ResultRows } from "../ledger/review-rows.ts";
import { composeDelayMail } from "../notifications/compose/compose-delay-mail.ts";
import { type RenderedMail, renderResultMail, renderView } from "../notifications/compose/render-result-mail.ts";
import type { MailSettings } from "../notifications/mail-input.ts";
import type { Notification } from "../notifications/notification.ts";
import { digestThread, type MailIdentity, offerThread, toOutgoingMail } from "../notifications/outgoing-mail.ts";
import { isResultKind, type ResultKind } from "../notifications/result-mails.ts";
import { toDelayMailInput } from "../notifications/to-delay-mail-input.ts";
import {
  completedBy,
  madeFrom,
  mayHaveFailedBefore,
  type ResultContent,
  recipientExtras,
  toResultMailInput,
} from "../notifications/to-result-mail-input.ts";
import { unwantedSince } from "../notifications/unwanted-since.ts";
import type { TemplateRenderer } from "../ports.ts";
import type { ComposeDigest } from "./compose-digest-notification.ts";
import type { ComposedMail, ComposeMail } from "./prepare-mail.ts";

/** What composing needs. */
export interface ComposeDeps extends ResultContent {
  readonly index: Pick<ReviewIndex, "findEarlierFailure">;
  readonly renderer: TemplateRenderer;
  readonly composeDigest: ComposeDigest;
  readonly getMail: NotificationLog["getMail"];
  readonly identity: MailIdentity;
  readonly settings: MailSettings;
}

/** Makes each notification's mail from the ledger's current state. */
export const makeComposeMail =
  (deps: ComposeDeps): ComposeMail =>
  async (notification, readResultRows) => {
    const { kind, content } = notification;
    if (kind !== "reviewDelayed" && !isResultKind(kind)) {
      const composed = await deps.composeDigest(notification);
      if (composed.kind === "unwanted") return composed;
      return toMail(deps, notification, renderView(deps.renderer, composed.view), digestThread(notification));
    }
    const rows = readResultRows();
    const unwanted = rows.review && unwantedSince(notification, rows.review.record);
    if (unwanted !== undefined) return { kind: "unwanted", reason: unwanted };
    if (content === "asSent") return await sentBefore(deps, notification, rows);
    return kind === "reviewDelayed"
      ? composeDelay(deps, notification, rows)
      : await composeResult(deps, notification, kind, rows);
  };

/** The mail of an earlier notification in this one's envelope: the same words, another message. */
const sentBefore = async (
  { getMail, identity }: ComposeDeps,
  notification: Notification,
  { review }: ResultRows,
): Promise<ComposedMail> => {
  const original = notification.resendOf === undefined ? undefined : await getMail(notification.resendOf);
  if (original === undefined) throw missing("The mail to be sent again");
  const { offer, publisher } = review?.record.facts ?? { offer: { id: "" }, publisher: { id: "" } };
  const rendered = { ...original, templateVersion: "" };
  const mail = toOutgoingMail(notification, rendered, identity, offerThread(publisher.id, offer.id));
  return { kind: "mail", mail, made: {} };
};

const composeDelay = (deps: ComposeDeps, notification: Notification, { review }: ResultRows): ComposedMail => {
  if (review === undefined) throw missing("The review of a notification");
  const input = toDelayMailInput(deps.articles, notification, review.record);
  const words = deps.renderer.words.for(input.publisher.locale);
  const rendered = renderView(deps.renderer, composeDelayMail(input, { ...deps.settings, words }));
  return toMail(deps, notification, rendered, offerThread(input.publisher.id, input.offer.id));
};

const composeResult = async (deps: ComposeDeps, notification: Notification, kind: ResultKind, rows: ResultRows) => {
  const received = completedEvent(rows.events, notification.eventKey);
  if (received === undefined || rows.review === undefined) throw missing("The result of a notification");
  const { facts } = rows.review.record;
  const event = completedBy(facts, received);
  const earlier = mayHaveFailedBefore(event) ? await deps.index.findEarlierFailure(event) : undefined;
  const input = toResultMailInput(deps, event, kind, recipientExtras(notification, event, facts, earlier));
  const rendered = renderResultMail(deps.renderer, input, deps.settings);
  return toMail(deps, notification, rendered, offerThread(event.publisher.id, event.offer.id), madeFrom(input));
};

const missing = (what: string): NotifierError => new NotifierError("ENTITY_INVALID", `${what} is not in the ledger.`);

const toMail = (
  { identity }: ComposeDeps,
  notification: Notification,
  { removed, ...rendered }: RenderedMail,
  thread: string,
  { notes = [], ...made }: Partial<Notification> = {},
): ComposedMail => ({
  kind: "mail",
  mail: toOutgoingMail(notification, rendered, identity, thread),
  made: { ...made, templateVersion: rendered.templateVersion, notes: [...notes, ...removed] },
});
