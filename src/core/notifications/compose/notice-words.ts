import type { NoticeMatter } from "../mail-input.ts";
import type { WordKey, Words } from "../words/word-catalogue.ts";

/** The sentence of a notice; `cleaned` makes a provider's answer harmless. */
export const noticeText = (notice: NoticeMatter, words: Words, cleaned: (answer: string) => string): string => {
  switch (notice.code) {
    case "noContacts":
      return words.say("digestNotice.noContacts");
    case "nobodyReached":
      return notice.answer === undefined
        ? words.say("digestNotice.nobodyReachedNoAnswer")
        : words.say("digestNotice.nobodyReached", { answer: endless(cleaned(notice.answer)) });
    case "mailFailed":
      return notice.answer === undefined
        ? words.say("digestNotice.mailFailedNoAnswer")
        : words.say("digestNotice.mailFailed", { answer: endless(cleaned(notice.answer)) });
    case "unreadable":
      return words.say("digestNotice.unreadable", { count: notice.amount });
  }
};

/** An answer within a sentence, which has a full stop of its own. */
const endless = (answer: string): string => answer.replace(/\.+$/u, "");

/** The keys of what a digest of notices alone says. */
export interface NoticeDigestKeys {
  readonly tag: WordKey;
  readonly heading: WordKey;
  readonly lead: WordKey;
}

const NOT_REACHED: NoticeDigestKeys = {
  tag: "digestNotice.notReachedTag",
  heading: "digestNotice.notReachedHeading",
  lead: "digestNotice.tellOtherwise",
};

const MAIL_FAILED: NoticeDigestKeys = {
  tag: "digestNotice.mailFailedTag",
  heading: "digestNotice.mailFailedHeading",
  lead: "digestNotice.tellOtherwise",
};

const OTHER: NoticeDigestKeys = {
  tag: "digestNotice.otherTag",
  heading: "digestNotice.otherHeading",
  lead: "digestNotice.otherLead",
};

/** The words of the worst of these notices: somebody who does not know the result, then a mail that failed. */
export const worstNoticeKeys = (notices: readonly Pick<NoticeMatter, "code">[]): NoticeDigestKeys => {
  const has = (code: NoticeMatter["code"]): boolean => notices.some((notice) => notice.code === code);
  if (has("nobodyReached") || has("noContacts")) return NOT_REACHED;
  return has("mailFailed") ? MAIL_FAILED : OTHER;
};
