import { IntlMessageFormat } from "intl-messageformat";
import type english from "../../../../templates/locales/en.json";
import { NotifierError } from "../../errors.ts";
import { type Instant, instant } from "../../instant.ts";
import { chooseLocale, FALLBACK_LOCALE } from "./choose-locale.ts";
import { makeInstantParts } from "./instant-parts.ts";
import type { LocaleFile } from "./locale-file.ts";

type English = typeof english;

/** A group of messages in a locale file. */
export type WordGroup = keyof English;

/** Group and name of one message, such as `failed.subject`. */
export type WordKey = { [G in WordGroup]: `${G}.${keyof English[G] & string}` }[WordGroup];

/** A group's messages by name, all of them without arguments, for templates to name. */
export type FixedWords<G extends WordGroup> = { readonly [K in keyof English[G]]: string };

/** What stands for the arguments of a message. */
export type WordArguments = Readonly<Record<string, string | number>>;

/** The mail's own words in one language. Every function throws `TEMPLATE_FAILED` naming the key when a message cannot be said. */
export interface Words {
  /** Language of the words, as a `lang` attribute names it. */
  readonly lang: string;
  /** Says one message. */
  say(key: WordKey, values?: WordArguments): string;
  /** All messages of a group that take no arguments. */
  fixed<G extends WordGroup>(group: G): FixedWords<G>;
  /** An instant as people write it, with zone name where it has one and offset. */
  instant(at: Instant, zone: string): string;
  /** An instant by day and time, with the year only where it is another than now's. */
  dayAndTime(at: Instant, now: Instant, zone: string): string;
  /** The time of day of an instant. */
  time(at: Instant, zone: string): string;
  /** A civil date (`YYYY-MM-DD`) without its year. */
  day(date: string): string;
  /** A zone by its name, with the short name (where it has one) and the offset that it has then. */
  place(at: Instant, zone: string): string;
  /** A whole number in digits. */
  number(amount: number): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
}

/** The mail's own words in every language there is. */
export interface WordCatalogue {
  /** The words for a publisher's locale: the locale itself, its language, else English. */
  for(locale: string | undefined): Words;
}

/** A catalogue over the locale files; a message is parsed with its first use. */
export const makeWordCatalogue = (locales: ReadonlyMap<string, LocaleFile>): WordCatalogue => {
  const made = new Map<string, Words>();
  const available = [...locales.keys()];
  return {
    for: (locale) => {
      const chosen = chooseLocale(locale, available) ?? FALLBACK_LOCALE;
      const known = made.get(chosen);
      if (known !== undefined) return known;
      const words = makeWords(chosen, locales.get(chosen) ?? {});
      made.set(chosen, words);
      return words;
    },
  };
};

const makeWords = (lang: string, file: LocaleFile): Words => {
  const messages = new Map<string, IntlMessageFormat>();
  const fixedGroups = new Map<string, Readonly<Record<string, string>>>();
  const find = (key: string): string | undefined => {
    const dot = key.indexOf(".");
    return file[key.slice(0, dot)]?.[key.slice(dot + 1)];
  };
  const textOf = (key: string): string => {
    const text = find(key);
    if (text === undefined) throw new NotifierError("TEMPLATE_FAILED", `locales/${lang}.json lacks "${key}".`);
    return text;
  };
  const intl = find("locale.intl") ?? lang;
  const parsed = (key: string): IntlMessageFormat => {
    const known = messages.get(key);
    if (known !== undefined) return known;
    const message = parseMessage(textOf(key), intl);
    messages.set(key, message);
    return message;
  };
  const say = (key: string, values: WordArguments = {}): string => {
    try {
      return String(parsed(key).format(values));
    } catch (error) {
      if (error instanceof NotifierError) throw error;
      // The library's own text may hold the values.
      throw new NotifierError("TEMPLATE_FAILED", `"${key}" of locales/${lang}.json cannot be said.`);
    }
  };
  const list = new Intl.ListFormat(intl, { type: "conjunction" });
  const number = new Intl.NumberFormat(intl);
  const partsOf = makeInstantParts(intl);
  return {
    lang,
    say,
    fixed: <G extends WordGroup>(group: G) => {
      const known = fixedGroups.get(group) ?? allOf(group, file[group] ?? {}, say);
      fixedGroups.set(group, known);
      return known as FixedWords<G>;
    },
    instant: (at, zone) => say("locale.instant", partsOf(at, zone)),
    dayAndTime: (at, now, zone) => {
      const parts = partsOf(at, zone);
      const isThisYear = parts.year === partsOf(now, zone).year;
      return say(isThisYear ? "locale.dayAndTime" : "locale.dayAndTimeWithYear", parts);
    },
    time: (at, zone) => say("locale.time", partsOf(at, zone)),
    day: (date) => say("locale.day", partsOf(instant(`${date}T00:00:00Z`), "UTC")),
    place: (at, zone) => {
      const { zone: name, offset } = partsOf(at, zone);
      return `${zone} (${[name.trim(), offset].filter(Boolean).join(", ")})`;
    },
    number: (amount) => number.format(amount),
    list: (items) => list.format(items),
  };
};

const allOf = (
  group: string,
  messages: Readonly<Record<string, string>>,
  say: (key: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(messages).map((name) => [name, say(`${group}.${name}`)] as const));

/** Parses an ICU message; markup has no meaning in it. Throws where the message is broken. */
export const parseMessage = (text: string, intl: string): IntlMessageFormat =>
  new IntlMessageFormat(text, intl, undefined, { ignoreTag: true });
