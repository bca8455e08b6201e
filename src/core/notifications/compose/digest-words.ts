import type { NoticeMatter } from "../mail-input.ts";
import type { Words } from "../words/word-catalogue.ts";
import { worstNoticeKeys } from "./notice-words.ts";
import { subjectOf } from "./subject-of.ts";

/** How many open reviews there are of each standing, and the names that the subject gives. */
export interface DigestCounts {
  /** Late, and taken on by nobody for too long. */
  readonly nobodys: number;
  readonly newlyLate: number;
  /** All of those, and the other late ones. */
  readonly late: number;
  /** Of the late ones, those that somebody has. */
  readonly owned: number;
  readonly soon: number;
  readonly notices: readonly Pick<NoticeMatter, "code">[];
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

/** Chooses the words by the worst there is: nobody's, newly late, late, due soon, or notices alone. */
export const digestWords = (counts: DigestCounts, words: Words): DigestWords => {
  if (counts.nobodys > 0) return nobodysDigest(counts, words);
  if (counts.newlyLate > 0) return newlyLateDigest(counts, words);
  if (counts.late > 0) return lateDigest(counts, words);
  return counts.soon > 0 ? soonDigest(counts, words) : noticeDigest(counts, words);
};

/** How many of the late ones are nobody's, once somebody has one. */
const ownedWords = (late: number, owned: number, words: Words): string[] =>
  owned === 0 ? [] : [words.say("digest.owned", { late, owned, nobodys: late - owned })];

const nobodysDigest = ({ nobodys, late, owned, firstName }: DigestCounts, words: Words): DigestWords => ({
  subject: subjectOf(words, "digest.nobodysSubject", firstName, { nobodys }),
  tag: words.say("digest.nobodysTag"),
  heading: words.say("digest.nobodysHeading", { nobodys }),
  lead: [words.say("digest.nobodysLead", { nobodys }), ...ownedWords(late, owned, words)].join(" "),
});

const newlyLateDigest = ({ newlyLate: fresh, late, owned, firstName }: DigestCounts, words: Words): DigestWords => ({
  subject: subjectOf(words, "digest.newlyLateSubject", firstName, { fresh, late }),
  tag: words.say("digest.newlyLateTag"),
  heading:
    fresh === late
      ? words.say("digest.newlyLateHeading", { late })
      : words.say("digest.newlyLateHeadingOfAll", { fresh, late }),
  lead: [words.say("digest.newlyLateLead", { fresh }), ...ownedWords(late, owned, words)].join(" "),
});

const lateDigest = ({ late, owned, soon, firstName, firstStatus }: DigestCounts, words: Words): DigestWords => ({
  subject: subjectOf(words, "digest.lateSubject", firstName, { late, soon, status: firstStatus }),
  tag: words.say("digest.lateTag"),
  heading: words.say("digest.lateHeading", { late }),
  lead: [words.say("digest.lateLead", { late }), ...ownedWords(late, owned, words)].join(" "),
});

const soonDigest = ({ soon, firstName, firstStatus }: DigestCounts, words: Words): DigestWords => ({
  subject: subjectOf(words, "digest.soonSubject", firstName, { soon, status: firstStatus }),
  tag: words.say("digest.soonTag"),
  heading: words.say("digest.soonHeading", { soon }),
  lead: words.say("digest.soonLead", { soon }),
});

const noticeDigest = ({ notices, firstName }: DigestCounts, words: Words): DigestWords => {
  const keys = worstNoticeKeys(notices);
  const count = notices.length;
  const isMixed = notices.some(({ code }) => code !== notices[0]?.code);
  const heading = words.say(isMixed ? "digestNotice.mixedHeading" : keys.heading, { count });
  return {
    subject: firstName === "" ? heading : subjectOf(words, "digestNotice.subject", firstName, { heading, count }),
    tag: words.say(keys.tag),
    heading,
    lead: words.say(keys.lead, { count }),
  };
};
