import type { DigestEntry } from "../mail-input.ts";

/** One review in a digest. */
export interface DigestEntryView {
  readonly kind: DigestEntry["kind"];
  /** Where it stands, in a few words: `4 business days late`. */
  readonly status: string;
  readonly offer: string;
  readonly offerUrl: string | null;
  readonly offerType: string;
  readonly publisher: string;
  readonly submissionId: string;
  readonly submitted: string;
  readonly due: string;
  /** Which days counted, and by which calendar. */
  readonly reason: string;
  /** The trace day by day; empty in a long digest, where the reason says it in words. */
  readonly days: readonly string[];
}

/** Reviews of one standing. */
export interface DigestGroupView {
  readonly label: string;
  readonly isLate: boolean;
  readonly count: number;
  /** Every review; the text part names them all. */
  readonly entries: readonly DigestEntryView[];
  /** The first of them, as many as an HTML mail carries well. */
  readonly shown: readonly DigestEntryView[];
  /** How many more there are than shown, in digits; null when all are. */
  readonly more: string | null;
}

/** Something the team has to know that is not a clock. */
export interface NoticeView {
  readonly code: string;
  readonly text: string;
  readonly submissionId: string | null;
}

/** Everything the digest template may name. Each key is always there; all text is harmless already. */
export interface DigestView {
  readonly lang: string;
  /** Kind of the worst entry; `teamNotice` when there are only notices. */
  readonly kind: DigestEntry["kind"] | "teamNotice";
  readonly isLate: boolean;
  readonly subject: string;
  readonly preheader: string;
  readonly tag: string;
  readonly heading: string;
  readonly lead: string;
  readonly asOf: string;
  readonly groups: readonly DigestGroupView[];
  readonly notices: readonly NoticeView[];
  readonly noticeCount: number;
  readonly why: string;
  readonly replyTo: string;
}
