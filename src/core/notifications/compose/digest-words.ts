import type { DigestEntry } from "../mail-input.ts";
import { subjectLine } from "./subject-line.ts";
import { count, formatNumber } from "./words.ts";

/** A digest's entries by their standing, worst first, and the name of the worst for the subject. */
export interface DigestStanding {
  readonly late: readonly DigestEntry[];
  readonly soon: readonly DigestEntry[];
  readonly notices: number;
  readonly worstName: string;
  readonly worstDue: string;
}

/** The words of a digest that depend on what is in it. */
export interface DigestWords {
  readonly subject: string;
  readonly tag: string;
  readonly heading: string;
  readonly lead: string;
}

/** How late a review is, in words. */
export const lateWords = ({ kind, lateInBusinessDays }: DigestEntry): string => {
  if (kind === "slaWarning") return "due soon";
  return lateInBusinessDays > 0 ? `${count(lateInBusinessDays, "business day")} late` : "late since today";
};

/** Chooses the words by the worst entry: past due, still past due, due soon, or notices alone. */
export const digestWords = (standing: DigestStanding): DigestWords => {
  if (standing.late.length > 0) return lateDigest(standing);
  return standing.soon.length > 0 ? soonDigest(standing) : noticeDigest(standing);
};

const lateDigest = ({ late, soon, worstName }: DigestStanding): DigestWords => {
  const worst = late[0];
  const isReminder = worst?.kind === "slaReminder";
  const still = isReminder ? " still" : "";
  const lateness = worst === undefined ? "" : lateWords(worst);
  const also = soon.length > 0 ? `, ${formatNumber(soon.length)} due soon` : "";
  const subject =
    late.length === 1 && soon.length === 0
      ? subjectLine(`Review${still} past due: `, worstName, `, ${lateness}`)
      : subjectLine(`${count(late.length, "review")}${still} past due${also}; worst: `, worstName, `, ${lateness}`);
  return {
    subject,
    tag: isReminder ? "Reminder: past due" : "Past due",
    heading: `${count(late.length, "review")} ${late.length === 1 ? "is" : "are"}${still} past due`,
    lead:
      late.length === 1
        ? "This review has passed the time promised to its publisher. Close it, or tell the publisher when to expect the result."
        : "These reviews have passed the time promised to their publishers. Close them, longest late first, or tell the publishers when to expect the results.",
  };
};

const soonDigest = ({ soon, worstName, worstDue }: DigestStanding): DigestWords => ({
  subject:
    soon.length === 1
      ? subjectLine("Review due soon: ", worstName, `, due ${worstDue}`)
      : subjectLine(`${count(soon.length, "review")} due soon; first: `, worstName, `, due ${worstDue}`),
  tag: "Due soon",
  heading: `${count(soon.length, "review")} ${soon.length === 1 ? "is" : "are"} due soon`,
  lead:
    soon.length === 1
      ? "This review reaches the time promised to its publisher soon."
      : "These reviews reach the time promised to their publishers soon, the earliest first.",
});

const noticeDigest = ({ notices }: DigestStanding): DigestWords => ({
  subject: `${count(notices, "notice")} from the certification notifier`,
  tag: "Notice",
  heading: `${count(notices, "notice")} from the certification notifier`,
  lead: "No review is late. Something else asks for your attention.",
});
