import type { FixedWords } from "../words/word-catalogue.ts";

/** One review in a digest. */
export interface DigestEntryView {
  /** Where it stands, in a few words: `4 business days late`, `due tomorrow 17:00`. */
  readonly status: string;
  readonly offer: string;
  readonly offerUrl: string | null;
  readonly offerType: string;
  readonly publisher: string;
  readonly submissionId: string;
  /** The submission id with the word before it. */
  readonly submission: string;
  /** The due time with the word before it. */
  readonly due: string;
  /** Says who has taken it on; null while nobody has. */
  readonly owner: string | null;
  /** Links that do something about it; empty where there are none, and for a review that the HTML part leaves out. */
  readonly actions: readonly { readonly label: string; readonly url: string }[];
  /** Says by when the publisher was told to expect the result; null while nobody was told. */
  readonly told: string | null;
  /** The days from submission to due time, one line each; empty outside of the cards. */
  readonly days: readonly string[];
}

/** Reviews of one standing. */
export interface DigestGroupView {
  readonly label: string;
  readonly isLate: boolean;
  readonly count: string;
  /** Every review; the text part names them all. */
  readonly entries: readonly DigestEntryView[];
  /** Those that the HTML part shows as cards; else it has rows. */
  readonly cards: readonly DigestEntryView[];
  readonly rows: readonly DigestEntryView[];
}

/** Something the team has to know that is not a clock. */
export interface NoticeView {
  readonly text: string;
  readonly offer: string | null;
  /** The submission id with the word before it. */
  readonly submission: string | null;
}

/** Everything the digest template may name. Each key is always there; all text is harmless already. */
export interface DigestView {
  /** Language of the mail's own words. */
  readonly lang: string;
  /** Labels in the mail's language. */
  readonly words: FixedWords<"slaDigestLayout">;
  readonly isLate: boolean;
  readonly subject: string;
  readonly preheader: string;
  readonly tag: string;
  readonly heading: string;
  readonly lead: string;
  /** What the HTML part leaves out for its size; null when it holds everything. */
  readonly leftOut: string | null;
  readonly asOf: string;
  readonly groups: readonly DigestGroupView[];
  readonly notices: readonly NoticeView[];
  readonly noticeCount: string;
  /** Whom to ask. */
  readonly ask: string;
}
