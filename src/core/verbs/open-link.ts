import type { Instant } from "../instant.ts";
import { actionRow, notificationRow, REVIEW_ROW } from "../ledger/keys.ts";
import { fromNotificationEntity } from "../ledger/notification-entity.ts";
import { fromReviewEntity } from "../ledger/review-entity.ts";
import { type ActionLink, readLink } from "../notifications/action-link.ts";
import type { RefusedLink } from "../notifications/compose/action-page.ts";
import { judgeLink } from "../notifications/judge-link.ts";
import { type LinkChoice, linkChoices } from "../notifications/link-choices.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { closesAhead } from "../sla/acknowledgement.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import type { ReviewRecord } from "../sla/review-record.ts";

/** A link that does something, with what it is about. */
export interface OpenedLink extends ActionLink {
  readonly kind: "open";
  readonly record: ReviewRecord;
  /** That the link was sent to. */
  readonly address: string;
  /** What can be chosen. */
  readonly choices: readonly LinkChoice[];
  readonly now: Instant;
}

/** Opens a link by its token, or says why it does nothing. Changes nothing. */
export type OpenLink = (token: string) => Promise<OpenedLink | { readonly kind: "refused"; readonly why: RefusedLink }>;

/** What opening links needs. */
export interface OpenLinkDeps {
  readonly store: EntityStore;
  readonly clock: Clock;
  readonly calendars: CalendarCatalogue;
  /** Keys that links may be signed with; without any, no link is one of ours. */
  readonly keys: readonly string[];
}

/** Makes the verb that reads what a link is good for now. */
export const makeOpenLink =
  ({ store, clock, calendars, keys }: OpenLinkDeps): OpenLink =>
  async (token) => {
    const now = clock.now();
    const link = readLink(token, keys);
    if (link === undefined) return { kind: "refused", why: "forged" };
    const [used, mail, review] = await Promise.all([
      store.get("reviews", link.partition, actionRow(token)),
      store.get("reviews", ALERTS_PARTITION, notificationRow(link.notificationId)),
      store.get("reviews", link.partition, REVIEW_ROW),
    ]);
    const address = mail && fromNotificationEntity(mail).notification.address;
    const record = review && fromReviewEntity(review).record;
    const why = judgeLink(link, { isUsed: used !== undefined, address, record }, now);
    if (why !== undefined) return { kind: "refused", why };
    if (address === undefined || record?.terms === undefined) throw new TypeError("Expected an open link.");
    const closes = closesAhead(record.terms, calendars.get(record.terms.calendar), now);
    return {
      kind: "open",
      ...link,
      record,
      address,
      choices: linkChoices(link.action, closes, record.clock.dueAt),
      now,
    };
  };
