import { type ActionLink, readLink } from "../action-link.ts";
import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { ALERTS_PARTITION, actionRow, notificationRow, REVIEW_ROW } from "../ledger/keys.ts";
import { fromNotificationEntity } from "../ledger/notification-entity.ts";
import { fromReviewEntity, type ReviewRecord } from "../ledger/review-entity.ts";
import { addressMark } from "../notifications/alert-teams.ts";
import { type ActionPage, donePage, formPage, refusedPage } from "../notifications/compose/action-page.ts";
import type { Words } from "../notifications/words/word-catalogue.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { closesAhead } from "../sla/acknowledgement.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import type { ClockTerms } from "../sla/clock-terms.ts";
import { isOpen } from "../sla/review-clock.ts";
import type { AcknowledgeReview } from "./acknowledge-review.ts";

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
    await whenOpen(deps, token, async (opened) => formPage(toForm(deps, opened), deps));

/** Makes the verb that acts by a link. */
export const makeTakeAction =
  (deps: ActByLinkDeps): TakeAction =>
  async (token, form) =>
    await whenOpen(deps, token, async (opened) => {
      const { link, address, terms, now } = opened;
      const by = (form.get("by") ?? "").trim().slice(0, 200);
      const days = Number(form.get("days") ?? Number.NaN);
      const until = closesAhead(terms, deps.calendars.get(terms.calendar), now)[days - 1];
      if (link.action === "snooze" && until === undefined) return formPage(toForm(deps, opened), deps, 422);
      try {
        const made = await deps.acknowledgeReview(
          `sha256:${link.partition}`,
          { by: by || address, ...present({ until: link.action === "snooze" ? until : undefined }) },
          { token, mail: link.notificationId, mailTo: address },
        );
        return donePage({ record: opened.record, until: made.until, now }, deps);
      } catch (error) {
        if (hasCode(error, "LINK_USED")) return refusedPage("used", deps.words);
        if (hasCode(error, "NOTHING_OPEN")) return refusedPage("closed", deps.words);
        throw error;
      }
    });

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

const toForm = ({ calendars }: ActByLinkDeps, { link, record, terms, address, now }: Opened) => ({
  action: link.action,
  record,
  address,
  expiresAt: link.expiresAt,
  ends: closesAhead(terms, calendars.get(terms.calendar), now),
  now,
});
