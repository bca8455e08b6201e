import type { FixedWords } from "../words/word-catalogue.ts";
import type { ButtonView, FactView } from "./result-view.ts";

/** Everything the template of the mail about a delay may name. Each key is always there; all text is harmless already. */
export interface DelayView {
  /** Language of the mail's own words. */
  readonly lang: string;
  /** Headings and labels in the mail's language. */
  readonly words: FixedWords<"layout">;
  readonly subject: string;
  readonly preheader: string;
  readonly tag: string;
  readonly heading: string;
  readonly lead: string;
  /** Whole sentences on why this mail comes again, or instead of another. */
  readonly remarks: readonly string[];
  /** For what the partials ask of any mail: nothing is left out of this one. */
  readonly leftOut: null;
  readonly button: ButtonView;
  readonly reasonLabel: string;
  /** The team's words, line by line. */
  readonly reason: readonly string[];
  /** True when an address in the team's words is written with brackets, which readers may wonder at. */
  readonly hasBrackets: boolean;
  readonly daysLabel: string;
  /** The days that did not count and why; empty when every day counted. */
  readonly days: readonly string[];
  /** Said instead of days. */
  readonly allCounted: string;
  readonly facts: readonly FactView[];
  /** The button opens the offer already. */
  readonly offerUrl: null;
  readonly openOffer: string;
  readonly next: readonly string[];
  readonly note: null;
  /** Language of a note, which this mail has not. */
  readonly articleLang: string;
  readonly why: string;
  /** Whom to ask, and what to name. */
  readonly ask: string;
}
