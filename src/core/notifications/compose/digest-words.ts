import type { TeamNotice } from "../mail-input.ts";
import { subjectLine } from "./subject-line.ts";
import { count, formatNumber } from "./words.ts";

/** How many open reviews there are of each standing, and the names that the subject gives. */
export interface DigestCounts {
  readonly newlyLate: number;
  /** Newly late and still late. */
  readonly late: number;
  readonly soon: number;
  readonly notices: readonly Pick<TeamNotice, "code">[];
  /** Name of the review that is to be seen first, and where it stands. */
  readonly firstName: string;
  readonly firstStatus: string;
}

/** The words of a digest that depend on what is in it. */
export interface DigestWords {
  readonly subject: string;
  readonly tag: string;
  readonly heading: string;
  readonly lead: string;
}

/** Chooses the words by the worst there is: newly late, late, due soon, or notices alone. */
export const digestWords = (counts: DigestCounts): DigestWords => {
  if (counts.newlyLate > 0) return newlyLateDigest(counts);
  if (counts.late > 0) return lateDigest(counts);
  return counts.soon > 0 ? soonDigest(counts) : noticeDigest(counts);
};

const are = (amount: number): string => (amount === 1 ? "is" : "are");

const newlyLateDigest = ({ newlyLate, late, firstName }: DigestCounts): DigestWords => {
  const numbers = `${formatNumber(newlyLate)} newly late, ${formatNumber(late)} open late in all: `;
  const isAll = newlyLate === late;
  return {
    subject: subjectLine(numbers, firstName, newlyLate === 1 ? "" : " …"),
    tag: "Newly late",
    heading: isAll
      ? `${count(newlyLate, "review")} ${are(newlyLate)} newly late`
      : `${formatNumber(newlyLate)} newly late, ${formatNumber(late)} open late in all`,
    lead:
      newlyLate === 1
        ? "The newly late review has passed the time promised to its publisher. Close it, or tell the publisher when to expect the result."
        : "The newly late reviews have passed the times promised to their publishers. Close them, or tell the publishers when to expect the results.",
  };
};

const lateDigest = ({ late, soon, firstName, firstStatus }: DigestCounts): DigestWords => {
  const also = soon > 0 ? `, ${formatNumber(soon)} due soon` : "";
  return {
    subject: subjectLine(`${formatNumber(late)} open late${also}: `, firstName, `, ${firstStatus}`),
    tag: "Still late",
    heading: `${count(late, "review")} ${are(late)} still open and late`,
    lead:
      late === 1
        ? "Close this review, or tell its publisher when to expect the result."
        : "Close these reviews, the longest late first, or tell their publishers when to expect the results.",
  };
};

const soonDigest = ({ soon, firstName, firstStatus }: DigestCounts): DigestWords => ({
  subject: subjectLine(`${formatNumber(soon)} due soon: `, firstName, `, ${firstStatus}`),
  tag: "Due soon",
  heading: `${count(soon, "review")} ${are(soon)} due soon`,
  lead:
    soon === 1
      ? "This review is to be finished by the time promised to its publisher."
      : "These reviews are to be finished by the times promised to their publishers, the earliest first.",
});

/** What each kind of notice is about, the worst first; a digest of notices alone has the words of its worst. */
const NOTICE_WORDS = [
  {
    codes: ["nobodyReached", "noContacts"],
    tag: "Not reached",
    one: "A publisher could not be reached",
    many: "publishers could not be reached",
    lead: "Find another way to tell of the result, then put the contact right.",
  },
  {
    codes: ["mailFailed"],
    tag: "Mail failed",
    one: "A mail could not be delivered",
    many: "mails could not be delivered",
    lead: "Find another way to tell of the result, then put the contact right.",
  },
] as const;

const OTHER_NOTICE_WORDS = {
  tag: "Notice",
  one: "Something asks for your attention",
  many: "things ask for your attention",
  lead: "The notices below say what it is.",
};

const noticeDigest = ({ notices, firstName }: DigestCounts): DigestWords => {
  const has = (codes: readonly string[]): boolean => notices.some(({ code }) => codes.includes(code));
  const { tag, one, many, lead } = NOTICE_WORDS.find(({ codes }) => has(codes)) ?? OTHER_NOTICE_WORDS;
  const isMixed = notices.some(({ code }) => code !== notices[0]?.code);
  const several = isMixed ? `${formatNumber(notices.length)} notices` : `${formatNumber(notices.length)} ${many}`;
  const words = notices.length === 1 ? one : several;
  const more = notices.length === 1 ? "" : " …";
  return { subject: firstName === "" ? words : subjectLine(`${words}: `, firstName, more), tag, heading: words, lead };
};
