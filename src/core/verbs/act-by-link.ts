import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { actionRow, notificationRow, REVIEW_ROW } from "../ledger/keys.ts";
import { fromNotificationEntity } from "../ledger/notification-entity.ts";
import { fromReviewEntity } from "../ledger/review-entity.ts";
import { type ActionLink, readLink } from "../notifications/action-link.ts";
import { addressMark } from "../notifications/alert-teams.ts";
import { type ActionPage, donePage, formPage, refusedPage } from "../notifications/compose/action-page.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { Words } from "../notifications/words/word-catalogue.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { closesAhead } from "../sla/acknowledgement.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import type { ClockTerms } from "../sla/clock-terms.ts";
import { isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { AcknowledgeReview } from "./acknowledge-review.ts";
import type { TellDelay } from "./tell-delay.ts";

/** Shows what a link of a digest would do, and changes nothing: programs that look for harm follow links, too. */
export type ShowAction = (token: string) => Promise<ActionPage>;

/** Does what a link of a digest is for, once. */
export type TakeAction = (token: string, form: URLSearchParams) => Promise<ActionPage>;

/** What acting by a link needs. */
export interface ActByLinkDeps {
  readonly store: EntityStore;
  readonly clock: Clock;
  readonly calendars: CalendarCatalogue;
  readonly acknowledgeReview: AcknowledgeReview;
  readonly tellDelay: TellDelay;
  /** Keys that links may be signed with; without any, no link is one of ours. */
  readonly keys: readonly string[];
  readonly words: Words;
  /** Zone in which times are shown. */
  readonly zone: string;
}

interface Opened {
  readonly link: ActionLink;
  readonly record: ReviewRecord;
  readonly terms: ClockTerms;
  /** That the link was sent to. */
  readonly address: string;
  readonly now: Instant;
}

/** Makes the verb that shows a link. */
export const makeShowAction =
  (deps: ActByLinkDeps): ShowAction =>
  async (token) =>
    await whenOpen(deps, token, async (opened) => await showForm(deps, opened));

/** Makes the verb that acts by a link. */
export const makeTakeAction =
  (deps: ActByLinkDeps): TakeAction =>
  async (token, form) =>
    await whenOpen(deps, token, async (opened) => {
      const { link, record, address, now } = opened;
      const days = Number(form.get("days") ?? Number.NaN);
      const chosen = endsOf(deps, opened).find((end) => end.days === days);
      const reason = (form.get("reason") ?? "").trim().slice(0, MOST_REASON_CHARACTERS);
      const isIncomplete =
        (link.action === "tell" && reason === "") || (link.action !== "take" && chosen === undefined);
      if (isIncomplete) return await showForm(deps, opened, reason, 422);
      const by = (form.get("by") ?? "").trim().slice(0, 200) || address;
      const used = { token, mail: link.notificationId, mailTo: address };
      const named = `sha256:${link.partition}`;
      try {
        const until =
          link.action === "tell"
            ? (await deps.tellDelay(named, { businessDays: days, reason, by }, used)).notice.expectedAt
            : (await deps.acknowledgeReview(named, { by, ...present({ until: chosen?.at }) }, used)).until;
        return donePage({ action: link.action, record, until, now }, deps);
      } catch (error) {
        if (hasCode(error, "LINK_USED")) return refusedPage("used", deps.words);
        if (hasCode(error, "NOTHING_OPEN")) return refusedPage("closed", deps.words);
        if (hasCode(error, "NOBODY_TO_TELL")) return refusedPage("untellable", deps.words);
        throw error;
      }
    });

const MOST_REASON_CHARACTERS = 500;

/** Business days that a publisher can be told by a link. */
const TOLD_DAYS: readonly number[] = [1, 2, 3, 5];

/** What can be chosen. Taking a review on leaves no choice: it ends with the next business day. */
const endsOf = ({ calendars }: ActByLinkDeps, { link, record, terms, now }: Opened) => {
  const ends = closesAhead(terms, calendars.get(terms.calendar), now).map((at, index) => ({ days: index + 1, at }));
  if (link.action === "take") return ends.slice(0, 1);
  if (link.action === "snooze") return ends;
  const { dueAt } = record.clock;
  return ends.filter(({ days, at }) => TOLD_DAYS.includes(days) && dueAt !== undefined && at > dueAt);
};

const showForm = async (deps: ActByLinkDeps, opened: Opened, reason = "", status?: 422): Promise<ActionPage> => {
  const { link, record, address, now } = opened;
  const ends = endsOf(deps, opened);
  const form = { action: link.action, record, address, expiresAt: link.expiresAt, ends, now };
  if (link.action !== "tell") return formPage(form, deps, status);
  const [first] = ends;
  if (first === undefined || record.facts.contacts.length === 0) return refusedPage("untellable", deps.words);
  const told = await deps.tellDelay(`sha256:${link.partition}`, {
    businessDays: first.days,
    reason: reason || deps.words.say("actionPage.reasonHere"),
    dryRun: true,
  });
  const text = told.kind === "dryRun" ? (told.mails[0]?.text ?? "") : "";
  return formPage({ ...form, mail: { text, reason } }, deps, status);
};

const whenOpen = async (
  deps: ActByLinkDeps,
  token: string,
  use: (opened: Opened) => Promise<ActionPage>,
): Promise<ActionPage> => {
  const { store, words } = deps;
  const now = deps.clock.now();
  const link = readLink(token, deps.keys);
  if (link === undefined) return refusedPage("forged", words);
  const [used, mail, review] = await Promise.all([
    store.get("reviews", link.partition, actionRow(token)),
    store.get("reviews", ALERTS_PARTITION, notificationRow(link.notificationId)),
    store.get("reviews", link.partition, REVIEW_ROW),
  ]);
  if (used !== undefined) return refusedPage("used", words);
  const address = mail && fromNotificationEntity(mail).notification.address;
  const isTheirs = address !== undefined && addressMark(address) === link.mark;
  if (link.expiresAt <= now || !isTheirs || review === undefined) return refusedPage("expired", words);
  const { record } = fromReviewEntity(review);
  const { terms, clock } = record;
  if (terms === undefined || !isOpen(clock)) return refusedPage("closed", words);
  return await use({ link, record, terms, address, now });
};
