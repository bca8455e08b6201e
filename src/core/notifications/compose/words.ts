const NUMBER = new Intl.NumberFormat("en-US");

/** `1,960`. */
export const formatNumber = (amount: number): string => NUMBER.format(amount);

/** `1 finding`, `2 findings`. */
export const count = (amount: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(amount)} ${amount === 1 ? noun : plural}`;

/** `a`, `a and b`, `a, b and c`. */
export const listing = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
