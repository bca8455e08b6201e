import type { TimelineEntry } from "../../core/ledger/review-timeline.ts";
import type { Dossier } from "../../core/verbs/show-dossier.ts";
import { API_CALLER } from "../route.ts";
import { type TimeView, toTimeView } from "./time-view.ts";
import { count, MAIL_KINDS } from "./words.ts";

/** One line of a review's history. */
export interface TimelineItem {
  readonly at: TimeView;
  readonly text: string;
  /** Words of somebody, quoted below. */
  readonly quote: string | null;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  passed: "passed",
  passedWithNotes: "passed with notes",
  failed: "failed",
};

/** The history of a review, newest first. */
export const toTimelineView = ({ timeline, clock, notifications }: Dossier): TimelineItem[] => {
  const zone = clock.terms?.zone;
  const inZone = (entry: TimelineEntry): TimelineItem => {
    const { text, quote } = sentenceOf(entry, zone, notifications);
    return { at: toTimeView(entry.at, zone), text, quote: quote || null };
  };
  return timeline.map(inZone).reverse();
};

type Sentence = { readonly text: string; readonly quote?: string | undefined };

const sentenceOf = (
  entry: TimelineEntry,
  zone: string | undefined,
  notifications: Dossier["notifications"],
): Sentence => {
  const skipped = "skipped" in entry && entry.skipped === true ? " (passed over for a later step)" : "";
  switch (entry.kind) {
    case "submitted":
      return { text: "Submitted for review" };
    case "completed":
      return { text: `Result: ${OUTCOMES[entry.outcome ?? ""] ?? entry.outcome ?? ""}` };
    case "cancelled":
      return { text: "Withdrawn" };
    case "paused":
      return { text: "Clock paused", quote: entry.reason };
    case "resumed":
      return { text: "Clock goes on", quote: entry.reason };
    case "slaWarning":
      return { text: `Team told: due soon${skipped}` };
    case "slaBreach":
      return { text: `Team told: late${skipped}` };
    case "slaReminder":
      return { text: `Team reminded, no. ${entry.n}${skipped}` };
    case "calendarRepinned":
      return { text: `Put on calendar ${entry.to} in place of ${entry.from}` };
    case "slaEscalation":
      return { text: `Told to those above: nobody took it${skipped}` };
    case "delayTold":
      return {
        text: `${whoActed(entry)} told the publisher of the delay: expected ${toTimeView(entry.expectedAt, zone).text}`,
        quote: entry.reason,
      };
    case "acknowledged":
      return { text: `${whoActed(entry)} took it until ${toTimeView(entry.until, zone).text}`, quote: entry.note };
    case "resent":
      return {
        text: `${entry.by ?? API_CALLER} sent ${count(entry.mails, "mail")} again`,
        quote: entry.reason,
      };
    case "replayed":
      return { text: `${entry.by} sent a message about it that was put aside on its way again` };
    case "mailSeen": {
      const mail = notifications.find(({ notificationId }) => notificationId === entry.notificationId);
      const what = mail === undefined ? "a mail" : `the mail “${MAIL_KINDS[mail.kind] ?? mail.kind}”`;
      return { text: `${entry.by} looked at ${what}${mail?.address === undefined ? "" : ` to ${mail.address}`}` };
    }
    default:
      return otherwise(entry);
  }
};

/** A kind of entry that has no words of its own here. */
const otherwise = ({ kind }: { readonly kind: string }): Sentence => ({
  text: kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
});

/** A link says by whose mail somebody acted; the name is theirs, where they gave one. */
const whoActed = ({ by = API_CALLER, mailTo }: { readonly by?: string; readonly mailTo?: string }): string => {
  if (mailTo === undefined) return by;
  return `${by === mailTo ? "Somebody" : by}, by the link in the mail to ${mailTo},`;
};
