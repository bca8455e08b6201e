import { canonicalOfferType, offerTypeName } from "../../core/articles/offer-types.ts";
import type { Dossier } from "../../core/verbs/show-dossier.ts";
import { mailLink, reviewLink } from "./links.ts";
import { toStripView } from "./strip-view.ts";
import { toTimeThisYear, toTimeView, zoneName } from "./time-view.ts";
import { toTimelineView } from "./timeline-view.ts";
import { howLate, MAIL_KINDS, MAIL_STATES, STATE_VIEWS, timeLeft } from "./words.ts";

/** What became of an action, by the word that its redirect carries. */
export const DONE_WORDS = {
  taken: "It is yours now: nobody is reminded of it until then.",
  paused: "The pause is on its way. The clock waits in a moment: reload this page to see it.",
  resumed: "It is on its way. The clock goes on in a moment: reload this page to see it.",
  told: "The publisher is being told, and the new date is promised.",
  resent: "The mail is on its way again.",
} as const;

/** What a review's page says of the visit itself. */
export interface Visit {
  readonly done?: keyof typeof DONE_WORDS | undefined;
  /** Why an action was refused, in sentences. */
  readonly problems?: readonly string[];
}

/** What a review's page shows. */
export const toReviewPageView = (dossier: Dossier, { done, problems = [] }: Visit = {}) => {
  const { review, clock, isOpen, isLate, owner, asOf, notifications } = dossier;
  const { terms } = clock;
  const zone = terms?.zone;
  const time = (at: Parameters<typeof toTimeView>[0]) => toTimeView(at, zone);
  const left = dossier.leftInBusinessHours;
  const { offer, publisher, submissionId } = review;
  const link = reviewLink(submissionId);
  return {
    ...(isLate ? STATE_VIEWS.breached : STATE_VIEWS[clock.state]),
    done: done === undefined ? null : DONE_WORDS[done],
    refusals: problems,
    offerName: offer.name,
    offerType: offerTypeName(canonicalOfferType(offer.type) ?? offer.type),
    publisherName: publisher.name ?? publisher.id,
    facts: [
      { name: "Submission", value: submissionId },
      { name: "Offer id", value: offer.id },
      { name: "Publisher id", value: publisher.id },
      ...(review.environment === undefined ? [] : [{ name: "Environment", value: review.environment }]),
      ...(review.attempt === undefined ? [] : [{ name: "Attempt", value: String(review.attempt) }]),
      ...review.contacts.map(({ name, email }) => ({
        name: "Contact",
        value: name === undefined ? email : `${name}, ${email}`,
      })),
    ],
    asOf: time(asOf),
    zone: zoneName(zone),
    summary:
      left === undefined || clock.dueAt === undefined
        ? null
        : isLate
          ? howLate(left, clock.dueAt, zone)
          : timeLeft(left),
    due: clock.dueAt === undefined ? null : time(clock.dueAt),
    submitted: clock.submittedAt === undefined ? null : time(clock.submittedAt),
    expected: clock.promise === undefined ? null : time(clock.promise.expectedAt),
    stopped: clock.stoppedAt === undefined ? null : time(clock.stoppedAt),
    promise: terms === undefined ? null : promiseOf(terms),
    strip: toStripView(dossier.strip, terms?.amount),
    owner:
      owner === undefined
        ? null
        : { by: owner.by, note: owner.note ?? null, at: time(owner.at), until: time(owner.until) },
    isLate,
    isOpen,
    isPaused: clock.state === "paused",
    takeLink: `${link}/acknowledge`,
    pauseLink: `${link}/pause`,
    resumeLink: `${link}/resume`,
    delayLink: `${link}/delay-notice`,
    resendLink: `${link}/resend`,
    untilOptions: dossier.closesAhead.map((at) => ({ value: at, text: toTimeThisYear(at, zone) })),
    findings: dossier.findings,
    progress: progressOf(dossier),
    reportUrl: dossier.reportUrl ?? null,
    mails: notifications.map((mail) => ({
      ...(MAIL_STATES[mail.state] ?? { word: mail.state, tone: "quiet" }),
      kind: MAIL_KINDS[mail.kind] ?? mail.kind,
      to: mail.address ?? null,
      at: time(mail.createdAt),
      reason: mail.reason ?? mail.attempts.at(-1)?.answer ?? null,
      isResend: mail.resendOf !== undefined,
      link: mailLink(mail.notificationId),
    })),
    canResend: review.result !== undefined && notifications.some(({ resultKey }) => resultKey !== undefined),
    timeline: toTimelineView(dossier),
    flags: review.flags,
  };
};

const promiseOf = ({ amount, unit, close, zone, calendar }: NonNullable<Dossier["clock"]["terms"]>): string =>
  `${amount} ${unit === "businessDays" ? "business" : "calendar"} ${amount === 1 ? "day" : "days"} after the day of submission, until ${close} in ${zoneName(zone)}, by calendar ${calendar.split("@")[0]}`;

const progressOf = ({ progress }: Dossier) =>
  progress === null
    ? null
    : [
        { heading: "No longer reported", items: progress.noLongerReported },
        { heading: "Still failing", items: progress.stillFailing },
        { heading: "New", items: progress.isNew },
      ].map((group) => ({ ...group, isEmpty: group.items.length === 0 }));
