import type { FixedWords } from "../words/word-catalogue.ts";
import type { FindingGroupView } from "./finding-view.ts";
import type { Inline } from "./inline-markdown.ts";
import type { ProgressView } from "./progress-view.ts";

/** The one thing to press. */
export interface ButtonView {
  readonly text: string;
  readonly url: string;
}

/** A line of the table of facts. */
export interface FactView {
  readonly label: string;
  readonly value: string;
}

/**
 * Everything a result template may name. Each key is always there (null, false or empty where it has nothing to say), for a
 * template that names a missing one fails. All text is harmless already; templates still escape it for HTML.
 */
export interface ResultView {
  /** Language of the mail's own words. */
  readonly lang: string;
  /** Language of the article's steps. */
  readonly articleLang: string;
  /** Headings and labels in the mail's language. */
  readonly words: FixedWords<"layout">;
  readonly subject: string;
  readonly preheader: string;
  /** A word on what is asked of the reader. */
  readonly tag: string;
  /** True when the reader has to do something. */
  readonly mustAct: boolean;
  readonly heading: string;
  readonly lead: string;
  /** Whole sentences on why this mail comes again, or instead of another. */
  readonly remarks: readonly string[];
  readonly facts: readonly FactView[];
  readonly button: ButtonView;
  /** A second way, where the button is another. */
  readonly offerUrl: string | null;
  readonly openOffer: string;
  /** The findings in short, before their cards; empty where there is one at most. */
  readonly index: readonly { readonly name: string; readonly mark: string | null }[];
  readonly progress: ProgressView | null;
  /** Heading of what is no longer reported. */
  readonly noLonger: string;
  readonly groups: readonly FindingGroupView[];
  /** Said instead of findings when the result lists none. */
  readonly noFindings: string | null;
  /** True when an address in the reviewer's words is written with brackets, which readers may wonder at. */
  readonly hasBrackets: boolean;
  /** Says how many findings this mail has no room for; null when it shows all. */
  readonly leftOut: string | null;
  readonly steps: readonly (Inline & { readonly number: number })[];
  readonly stepsAreGeneral: boolean;
  readonly documents: readonly { readonly text: string; readonly url: string | null }[];
  readonly next: readonly string[];
  readonly note: Inline | null;
  readonly why: string;
  /** Whom to ask, and what to name. */
  readonly ask: string;
}
