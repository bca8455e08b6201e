/** A further review time that applies only under a condition, such as the optional Power BI certification. */
export interface ReviewTimeAddition {
  /** In the unit of the review time it belongs to; weeks are already 5 business days each. */
  readonly amount: number;
  /** A condition over the event's `review` object: `optionalCertification && !resubmission`. */
  readonly when: string;
}

/** The promised review time that an article states. `none` has no amount. */
export interface ReviewTime {
  readonly kind: "businessDays" | "calendarDays" | "none";
  readonly amount?: number;
  readonly additions: readonly ReviewTimeAddition[];
}

/** One recommended document. */
export interface DocumentLink {
  readonly text: string;
  readonly url: string;
}

/** One certification article, read from one Markdown file. */
export interface Article {
  /** Path relative to the articles folder, with `/`. */
  readonly file: string;
  /** File name without folder and extension. */
  readonly slug: string;
  /** Folder locale such as `de-DE`, absent for the default language. */
  readonly locale?: string;
  /** `pageTitle` with entities decoded. */
  readonly title: string;
  readonly articleId: string;
  /** Canonical offer type first, then its aliases. Empty for the general article. */
  readonly offerTypes: readonly string[];
  readonly supportTopicIds: readonly string[];
  readonly expediteNote: boolean;
  /** The note on expediting, as inline Markdown without its marker. */
  readonly note?: string;
  readonly sla: ReviewTime;
  /** Inline Markdown, one a step. */
  readonly steps: readonly string[];
  readonly documents: readonly DocumentLink[];
  /** Every link target in the body, in order; a target that is linked twice is listed twice. */
  readonly links: readonly string[];
  /** Content hash of the file: the first 16 hexadecimal digits of its SHA-256. */
  readonly version: string;
}

/** Something wrong in an article or another content file, with its place (1-based). */
export interface ContentProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The article that serves an offer type. `isGeneral` marks the fall-back, and so a gap in coverage. */
export interface ArticleMatch {
  readonly article: Article;
  readonly isGeneral: boolean;
}

/** All articles, indexed by every alias. */
export interface ArticleCatalogue {
  readonly articles: readonly Article[];
  readonly problems: readonly ContentProblem[];
  /** Never fails: the general article serves an unknown type. Compared without case, blanks and hyphens. */
  find(offerType: string, locale?: string): ArticleMatch;
}
