import * as z from "zod";
import { eachAddressOnce } from "../certification/each-address-once.ts";
import { partitionOfNamed } from "../certification/review-id.ts";
import { checkRequest } from "../check-request.ts";
import { NotifierError } from "../errors.ts";
import { type Instant, plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { dueClock, dueOpen, NEWS_DUE_AFTER_IN_MS } from "../ledger/due-index.ts";
import { notificationWrite } from "../ledger/notification-log.ts";
import { type StoredReview, toReviewWrite } from "../ledger/review-entity.ts";
import { type ReviewRows, readReview, untilWritten } from "../ledger/review-rows.ts";
import { checkUnused, type UsedLink, useUp } from "../ledger/used-link.ts";
import { delayedNotice } from "../notices/review-notices.ts";
import { hintOf } from "../notifications/hint.ts";
import { newNotification } from "../notifications/new-notification.ts";
import { isUnsent, type Notification } from "../notifications/notification.ts";
import type { Clock, EntityStore, OutgoingMail } from "../ports.ts";
import { present } from "../present.ts";
import { requestInstantSchema } from "../request-instant.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { type DelayNotice, noticeInForce } from "../sla/delay-notice.ts";
import { foldReviewClock, nextStepAt } from "../sla/fold-record.ts";
import { MOST_BUSINESS_DAYS_DELAYED, promisedDate } from "../sla/promised-date.ts";
import { isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
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

type TellDelayRequest = z.infer<typeof tellDelayRequestSchema>;

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
  (deps: TellDelayDeps): TellDelay =>
  async (named, body, link) => {
    const partition = partitionOfNamed(named);
    return await untilWritten(async () => {
      const rows = await readReview(deps.store, partition);
      if (rows.review === undefined) throw new NotifierError("SUBMISSION_UNKNOWN");
      const request = checkRequest(tellDelayRequestSchema, body);
      if (link !== undefined) await checkUnused(deps.store, partition, link);
      return await tellOnce(deps, partition, rows, rows.review, request, link);
    });
  };

/** Undefined when another writer came between: read again. */
const tellOnce = async (
  deps: TellDelayDeps,
  partition: string,
  rows: ReviewRows,
  { record, etag }: StoredReview,
  request: TellDelayRequest,
  link: UsedLink | undefined,
): Promise<TellDelayResult | undefined> => {
  const now = deps.clock.now();
  const notice = {
    ...toNotice(deps.calendars, record, request, now),
    ...present({ mail: link?.mail, mailTo: link?.mailTo }),
  };
  const told = toTold(deps, partition, rows, record, notice, now);
  const next = withNotice(deps.calendars, rows, record, notice, now);
  if (request.dryRun) {
    const result = { review: { record: next, etag }, events: rows.events };
    const composed = await Promise.all(told.all.map(async (one) => await deps.composeMail(one, () => result)));
    return { kind: "dryRun", notice, mails: composed.flatMap((one) => (one.kind === "mail" ? [one.mail] : [])) };
  }
  const waiting = told.all.filter(({ state }) => state === "queued");
  const { kind } = await deps.commit({
    partition,
    record: next,
    previous: record,
    writes: [
      toReviewWrite(next, etag),
      ...told.made.map((notification) => notificationWrite(notification)),
      ...overtaken(rows, notice),
      ...(link === undefined ? [] : [useUp(link, now)]),
    ],
    due: [...(next.nextStepAt === undefined ? [] : [dueClock(partition, next.nextStepAt)]), ...told.made.map(dueOpen)],
    hints: waiting.map((notification) => hintOf(notification)),
    notices: [delayedNotice(partition, next, notice)],
    newsDueAt: plusMs(now, NEWS_DUE_AFTER_IN_MS),
  });
  return kind === "written" ? { kind: "queued", notice, notifications: told.all } : undefined;
};

/** The notice that is asked for; the one that holds already when it says the same. */
const toNotice = (
  calendars: CalendarCatalogue,
  { clock, terms, delayNotices = [] }: ReviewRecord,
  { reason, by, ...asked }: TellDelayRequest,
  now: Instant,
): DelayNotice => {
  if (asked.expectedAt !== undefined && asked.expectedAt <= now) {
    throw new NotifierError("REQUEST_INVALID", undefined, { problems: ["expectedAt: must be later than now"] });
  }
  if (!isOpen(clock) || terms === undefined) throw new NotifierError("NOTHING_OPEN");
  const { dueAt } = clock;
  if (dueAt === undefined) throw new NotifierError("NOTHING_OPEN", noDueTime(clock.state));
  const expectedAt = promisedDate(terms, calendars.get(terms.calendar), dueAt, now, asked);
  const held = noticeInForce(delayNotices, dueAt);
  if (held?.expectedAt === expectedAt && held.reason === reason) return held;
  return {
    at: now,
    n: (delayNotices.at(-1)?.n ?? 1) + 1,
    expectedAt,
    dueAt,
    reason,
    ...present({ by: by || undefined }),
  };
};

const noDueTime = (state: ReviewRecord["clock"]["state"]): string =>
  state === "paused"
    ? "The clock of this review waits, so it has no due time to be late for."
    : "The calendar of this review does not reach its due time.";

const withNotice = (
  calendars: CalendarCatalogue,
  { events }: ReviewRows,
  record: ReviewRecord,
  notice: DelayNotice,
  now: Instant,
): ReviewRecord => {
  const { nextStepAt: _old, ...rest } = record;
  const others = (record.delayNotices ?? []).filter(({ n }) => n !== notice.n);
  const delayNotices = [...others, notice];
  const clock = foldReviewClock(calendars, events, { ...record, delayNotices });
  return { ...rest, clock, delayNotices, ...present({ nextStepAt: nextStepAt(clock, now) }) };
};

/** One notification a contact: those that there are, and those to be made. */
const toTold = (
  { emailDomain, traceparent }: TellDelayDeps,
  partition: string,
  { notifications }: ReviewRows,
  { facts }: ReviewRecord,
  { n }: DelayNotice,
  now: Instant,
): { readonly all: readonly Notification[]; readonly made: readonly Notification[] } => {
  const known = new Map(notifications.map(({ notification }) => [notification.notificationId, notification]));
  const contacts = eachAddressOnce(facts.contacts);
  if (contacts.length === 0) throw new NotifierError("NOBODY_TO_TELL");
  const wanted = contacts.map(
    ({ email, name }): Notification => ({
      ...newNotification({
        partition,
        kind: "reviewDelayed",
        cause: `promise ${n}`,
        address: email,
        now,
        emailDomain,
        traceparent: traceparent?.(),
      }),
      ...present({ recipientName: name }),
      submissionId: facts.submissionId,
      promise: n,
    }),
  );
  return {
    all: wanted.map((one) => known.get(one.notificationId) ?? one),
    made: wanted.filter(({ notificationId }) => !known.has(notificationId)),
  };
};

/** Mails that tell of an earlier date and have not gone out. */
const overtaken = ({ notifications }: ReviewRows, { n }: DelayNotice) =>
  notifications
    .filter(({ notification }) => notification.promise !== undefined && notification.promise < n)
    .filter(({ notification }) => isUnsent(notification))
    .map(({ notification, etag }) =>
      notificationWrite({ ...notification, state: "cancelled", reason: "newerNotice" }, etag),
    );
