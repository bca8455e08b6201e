import * as z from "zod";
import { checkRequest } from "../check-request.ts";
import { plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { NEWS_DUE_AFTER_IN_MS } from "../ledger/due-index.ts";
import { readNamedReview, untilWritten } from "../ledger/review-rows.ts";
import { plannedChanges, toCommit } from "../ledger/to-commit.ts";
import { cameBy, checkUnused, type UsedLink, useUp } from "../ledger/used-link.ts";
import { delayedNotice } from "../notices/review-notices.ts";
import { hintOf } from "../notifications/hint.ts";
import type { Notification } from "../notifications/notification.ts";
import { planDelayMails } from "../notifications/plan-delay-mails.ts";
import type { Clock, EntityStore, OutgoingMail } from "../ports.ts";
import { requestInstantSchema } from "../request-instant.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { decideDelayNotice } from "../sla/decide-delay-notice.ts";
import type { DelayNotice } from "../sla/delay-notice.ts";
import { refoldRecord } from "../sla/fold-record.ts";
import { MOST_BUSINESS_DAYS_DELAYED } from "../sla/promised-date.ts";
import type { ComposeMail } from "./prepare-mail.ts";

const EITHER = "must name either expectedAt or businessDays";

/** The body of a notice of delay. Strict, for a misspelt `dryRun` must not send. */
export const tellDelayRequestSchema = z
  .strictObject({
    expectedAt: requestInstantSchema.optional(),
    businessDays: z.int().min(1).max(MOST_BUSINESS_DAYS_DELAYED).optional(),
    reason: z.string().meta({ pattern: "\\S" }).trim().min(1, { error: "must say why" }).max(500),
    by: z.string().trim().max(200).optional(),
    dryRun: z.boolean().default(false),
  })
  .refine(({ expectedAt, businessDays }) => (expectedAt === undefined) !== (businessDays === undefined), {
    error: EITHER,
  });

/** What came of a notice of delay: the mails on their way, or as they would be. */
export type TellDelayResult =
  | { readonly kind: "queued"; readonly notice: DelayNotice; readonly notifications: readonly Notification[] }
  | { readonly kind: "dryRun"; readonly notice: DelayNotice; readonly mails: readonly OutgoingMail[] };

/** What `makeTellDelay` needs. */
export interface TellDelayDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly composeMail: ComposeMail;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
  readonly emailDomain: string;
  /** Of the span that runs; absent without telemetry. */
  readonly traceparent?: (() => string | undefined) | undefined;
}

/**
 * Tells each contact of an open review that it takes longer, and promises a new date, which takes the place of one that was told
 * before. The same date with the same reason is told once. `named` is the submission id, or `sha256:` and its hash.
 * Throws `SUBMISSION_UNKNOWN`, `REQUEST_INVALID`, `NOTHING_OPEN`, `NOBODY_TO_TELL`, in this order; `REQUEST_INVALID` also for a date that
 * does not suit the clock, and `LINK_USED` for a link that was used before.
 */
export type TellDelay = (named: string, body: unknown, link?: UsedLink) => Promise<TellDelayResult>;

/** Makes the verb by which the team tells a publisher of a delay. */
export const makeTellDelay =
  ({ store, commit, composeMail, calendars, clock, emailDomain, traceparent }: TellDelayDeps): TellDelay =>
  async (named, body, link) =>
    await untilWritten(async () => {
      const { partition, review, events, notifications: existing } = await readNamedReview(store, named);
      const { facts, delayNotices = [] } = review.record;
      const request = checkRequest(tellDelayRequestSchema, body);
      await checkUnused(store, partition, link);
      const now = clock.now();
      const notice = { ...decideDelayNotice(calendars, review.record, request, now), ...cameBy(link) };
      const start = { partition, now, emailDomain, traceparent: traceparent?.() };
      const { told, ...plan } = planDelayMails({ ...start, facts, notice, existing });
      const change = { delayNotices: [...delayNotices.filter(({ n }) => n !== notice.n), notice] };
      const next = refoldRecord(calendars, events, review.record, change, now);
      if (request.dryRun) {
        const result = { review: { ...review, record: next }, events };
        const composed = await Promise.all(told.map(async (one) => await composeMail(one, () => result)));
        return { kind: "dryRun", notice, mails: composed.flatMap((one) => (one.kind === "mail" ? [one.mail] : [])) };
      }
      const notifications = plannedChanges(plan);
      const { kind } = await commit({
        ...toCommit({ partition, now, review: { from: review, next }, notifications, writes: useUp(link, now) }),
        // Also of those that there were: the first request may have failed before it sent them.
        hints: told.filter(({ state }) => state === "queued").map((notification) => hintOf(notification)),
        notices: [delayedNotice(partition, next, notice)],
        newsDueAt: plusMs(now, NEWS_DUE_AFTER_IN_MS),
      });
      return kind === "written" ? { kind: "queued", notice, notifications: told } : undefined;
    });
