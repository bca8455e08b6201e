/** A length of time as prose states it, and where: days and weeks, of business or of the calendar. */
export interface Duration {
  readonly kind: "businessDays" | "calendarDays";
  /** In days; the upper bound of a range. Not a positive whole number when the prose makes no sense. */
  readonly amount: number;
  readonly start: number;
  readonly end: number;
  /** True for "a day" and the like, which is a length only where a length is expected. */
  readonly isArticleWord: boolean;
}

const ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS = [
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const numberOfWord = new Map<string, number>([
  ...[...ONES, ...TEENS].map((word, index) => [word, index + 1] as const),
  ...TENS.flatMap((tens, index) => [
    [tens, (index + 2) * 10] as const,
    ...ONES.map((ones, one) => [`${tens}-${ones}`, (index + 2) * 10 + one + 1] as const),
  ]),
]);

const ONE = `(?:${ONES.join("|")})`;
const TEN = `(?:${TENS.join("|")})`;
// The look-ahead keeps "twenty-one" from being read as the range from twenty to one.
const WORD = `${TEN}[- ]${ONE}|${TEN}(?![- ]${ONE}\\b)|${[...TEENS, ...ONES].join("|")}`;
const QUANTITY = `(?:\\d{1,6}(?:[.,]\\d{1,6})?|${WORD})(?: ?\\(\\d{1,6}\\))?`;

/**
 * The grammar, on one line of text with one sort of blank and dash:
 *
 *     duration  = quantity [ ( "-" | "to" | "or" ) quantity ] [ qualifier ] unit
 *               | "between" quantity "and" quantity [ qualifier ] unit
 *     quantity  = digits | number in words, each perhaps followed by the same in brackets: "seven (7)" | "a" | "an"
 *     qualifier = "business" | "working" | "calendar"
 *     unit      = "day" | "days" | "week" | "weeks"
 *
 * Hours, months and words like "several" are no durations in this sense, so they are passed over.
 */
const DURATION = new RegExp(
  `(?<![\\w.,$-])(?:(?:between (?<low>${QUANTITY}) and |(?:(?<from>${QUANTITY})(?: ?- ?| to | or )))?(?<number>${QUANTITY})|(?<article>an?))(?: |-)(?:(?<qualifier>business|working|calendar)[ -])?(?<unit>day|week)s?(?!\\w)`,
  "gi",
);

const toNumber = (quantity: string): number => {
  const [plain = "", bracketed] = quantity.toLowerCase().split(/ ?\(/);
  const value = numberOfWord.get(plain.replace(" ", "-")) ?? (/^\d+$/.test(plain) ? Number(plain) : Number.NaN);
  return bracketed === undefined || Number.parseInt(bracketed, 10) === value ? value : Number.NaN;
};

const upperBound = (low: string | undefined, high: string): number => {
  const upper = toNumber(high);
  return low === undefined || toNumber(low) < upper ? upper : Number.NaN;
};

/** Every duration of a text, in order. A business week is 5 business days, another week 7 calendar days. */
export const findDurations = (text: string): readonly Duration[] =>
  Array.from(text.matchAll(DURATION), ({ groups, index: start, 0: match }) => {
    const { qualifier = "", unit = "", low, from, number, article } = groups ?? {};
    const isBusiness = /^(?:business|working)$/i.test(qualifier);
    const daysPerUnit = unit.toLowerCase() === "week" ? (isBusiness ? 5 : 7) : 1;
    const count = number === undefined ? 1 : upperBound(low ?? from, number);
    return {
      kind: isBusiness ? "businessDays" : "calendarDays",
      amount: count * daysPerUnit,
      start,
      end: start + match.length,
      isArticleWord: article !== undefined,
    };
  });

/** True for a duration that makes sense: a whole number of days from 1 to 1,000. */
export const isSound = ({ amount }: Duration): boolean => Number.isInteger(amount) && amount >= 1 && amount <= 1_000;
