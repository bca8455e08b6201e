import { offerTypeName } from "../../core/articles/offer-types.ts";
import { ERROR_CODES, type ErrorCode } from "../../core/errors.ts";
import { ACTS_SHOWN_FOR_IN_DAYS, type Act } from "../../core/ledger/recent-acts.ts";
import type { RejectedItem } from "../../core/ledger/rejected-items.ts";
import type { HealthStatus } from "../../core/verbs/check-health.ts";
import type { OperationsView } from "../../core/verbs/show-operations.ts";
import { HEALTH_LINK, mailLink, reviewLink } from "./links.ts";
import { toTimeView, zoneName } from "./time-view.ts";
import { count } from "./words.ts";

/** What was just done on the page, by its word in the address. */
export const HEALTH_DONE = {
  replayed: (n: number) => `${count(n, "message")} sent on their way again.`,
  retried: (n: number) => `${count(n, "mail")} on the way again.`,
  released: (n: number) =>
    n === 0 ? "No mark for this address." : "Mail goes to this address again, in five minutes at the latest.",
} as const;

/** What came of the last action. */
export interface HealthVisit {
  readonly done?: keyof typeof HEALTH_DONE | undefined;
  readonly n?: number | undefined;
  readonly refusals?: readonly string[] | undefined;
}

const STATUS_WORDS: Readonly<Record<HealthStatus, { readonly word: string; readonly tone: string }>> = {
  green: { word: "Fine", tone: "good" },
  amber: { word: "Worth a look", tone: "soon" },
  red: { word: "Not working", tone: "late" },
};

const SHORT_KEY = 12;
const MOST_SHOWN_OF_BODY = 4_000;

/** Why something was not done, in a sentence. */
export const sentenceOf = (code: ErrorCode): string => ERROR_CODES[code].sentence;

/** What the page of health shows. */
export const toHealthView = (operations: OperationsView, { done, n = 0, refusals = [] }: HealthVisit) => {
  const { asOf, zone, health, queues, rejected, quota, bounced, troubled, acts, gaps } = operations;
  const time = (at: Parameters<typeof toTimeView>[0]) => toTimeView(at, zone);
  return {
    asOf: time(asOf),
    zone: zoneName(zone),
    refusals,
    done: done === undefined ? null : HEALTH_DONE[done](n),
    overall: STATUS_WORDS[health.status],
    checks: health.checks.map(({ name, status, message }) => ({
      name: CHECK_NAMES[name] ?? name,
      message,
      ...STATUS_WORDS[status],
    })),
    lastSweep: health.lastSweepAt === undefined ? null : time(health.lastSweepAt),
    queues:
      queues?.map(({ queue, waiting, more, oldestAt, mostDeliveries }) => ({
        queue,
        waiting: more ? `${waiting} or more` : String(waiting),
        oldest: oldestAt === undefined ? null : time(oldestAt),
        mostDeliveries,
      })) ?? null,
    rejected:
      rejected === undefined ? null : { more: rejected.more, items: rejected.items.map((item) => toItem(item, zone)) },
    replayLink: `${HEALTH_LINK}/replay`,
    quota:
      quota === undefined
        ? null
        : {
            minute: `${quota.lastMinute}${quota.perMinute === undefined ? " (no limit set)" : ` of ${quota.perMinute}`}`,
            hour: `${quota.lastHour}${quota.perHour === undefined ? " (no limit set)" : ` of ${quota.perHour}`}`,
            ahead: quota.ahead,
          },
    bounced:
      bounced?.map(({ key, bouncedAt, holdsUntil }) => ({
        key,
        short: key.slice(0, SHORT_KEY),
        at: time(bouncedAt),
        until: time(holdsUntil),
      })) ?? null,
    acts: acts?.map((act) => ({ at: time(act.at), text: actText(act) })) ?? null,
    actsInDays: ACTS_SHOWN_FOR_IN_DAYS,
    releaseLink: `${HEALTH_LINK}/release`,
    troubled:
      troubled === undefined
        ? null
        : {
            more: troubled.more,
            mails: troubled.mails.map(
              ({ notificationId, kind, state, reason = "", submissionId, address = "", createdAt }) => ({
                id: notificationId,
                key: notificationId.slice(-32),
                link: mailLink(notificationId),
                kind,
                word: state === "failed" ? "Failed" : "Held",
                reason,
                address,
                submissionId: submissionId ?? null,
                reviewLink: submissionId === undefined ? null : reviewLink(submissionId),
                at: time(createdAt),
              }),
            ),
          },
    retryLink: `${HEALTH_LINK}/retry`,
    gaps: {
      offerTypes: gaps.offerTypes.map(offerTypeName),
      policies: gaps.policies.map(({ id, title }) => `${id}${title === undefined ? "" : ` ${title}`}`),
      policyCount: count(gaps.policies.length, "policy", "policies"),
    },
  };
};

const actText = ({ kind, by = "somebody", what, queue }: Act): string =>
  kind === "replayed"
    ? `Message of ${queue} replayed by ${by}`
    : `Mark ${what.slice(0, SHORT_KEY)} of a bounced address released by ${by}`;

const CHECK_NAMES: Readonly<Record<string, string>> = {
  putAside: "Messages put aside",
  backlog: "Backlog",
  ledger: "Ledger",
  bus: "Service Bus",
  sweep: "Sweep",
  mail: "Mail",
  content: "Articles and policies",
  calendar: "Calendar",
  dueTimes: "Due times",
};

const toItem = ({ id, copies, message }: RejectedItem, zone: string) => ({
  id,
  from: message.origin,
  where: message.deadLetter ? "dead-lettered" : "put aside",
  at: toTimeView(message.enqueuedAt, zone),
  copies: copies === 1 ? null : `${copies} copies`,
  problems: message.problems,
  body: new TextDecoder().decode(message.body.subarray(0, MOST_SHOWN_OF_BODY)),
  isCut: message.body.length > MOST_SHOWN_OF_BODY,
});
