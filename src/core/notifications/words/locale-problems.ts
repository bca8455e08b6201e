import { FALLBACK_LOCALE } from "./choose-locale.ts";
import type { LocaleFile } from "./locale-file.ts";
import { parseMessage } from "./word-catalogue.ts";

/** Something wrong in a locale file. */
export interface LocaleProblem {
  readonly locale: string;
  readonly key: string;
  readonly problem: string;
}

/** Groups that templates name, and so take no arguments. */
const isLayout = (key: string): boolean => /^(?:layout|[a-z]+Layout)\./u.test(key);

/** Finds every key that a locale lacks or has too many beside English, and every message that is no ICU message or takes other arguments. */
export const localeProblems = (locales: ReadonlyMap<string, LocaleFile>): readonly LocaleProblem[] => {
  const english = messagesOf(locales.get(FALLBACK_LOCALE) ?? {});
  return [...locales].flatMap(([locale, file]) => {
    const own = messagesOf(file);
    const about = (key: string, problem: string): LocaleProblem => ({ locale, key, problem });
    return [
      ...[...english.keys()].filter((key) => !own.has(key)).map((key) => about(key, "is missing")),
      ...[...own.keys()].filter((key) => !english.has(key)).map((key) => about(key, "is not in English")),
      ...[...own].flatMap(([key, text]) => {
        const found = argumentsOf(text);
        if (found.kind === "broken") return [about(key, `is no ICU message: ${found.reason}`)];
        if (isLayout(key) && found.names !== "")
          return [about(key, `takes arguments (${found.names}), but none is given`)];
        const wanted = argumentsOf(english.get(key) ?? text);
        return wanted.kind === "broken" || wanted.names === found.names
          ? []
          : [about(key, `takes the arguments (${found.names}), English takes (${wanted.names})`)];
      }),
    ];
  });
};

const messagesOf = (file: LocaleFile): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(file).flatMap(([group, messages]) =>
      Object.entries(messages).map(([name, text]) => [`${group}.${name}`, text] as const),
    ),
  );

type Arguments =
  | { readonly kind: "parsed"; readonly names: string }
  | { readonly kind: "broken"; readonly reason: string };

const argumentsOf = (text: string): Arguments => {
  try {
    const names = new Set<string>();
    collect(parseMessage(text, FALLBACK_LOCALE).getAst(), names);
    return { kind: "parsed", names: [...names].sort().join(", ") };
  } catch (error) {
    return { kind: "broken", reason: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
};

/** The parts of a parsed message that matter here: `type` 0 is plain text and 7 the `#` of a plural; all others name an argument. */
interface MessagePart {
  readonly type: number;
  readonly value?: unknown;
  readonly options?: Readonly<Record<string, { readonly value: readonly MessagePart[] }>>;
}

const LITERAL = 0;
const POUND = 7;

const collect = (parts: readonly unknown[], names: Set<string>): void => {
  for (const part of parts as readonly MessagePart[]) {
    if (part.type !== LITERAL && part.type !== POUND && typeof part.value === "string") names.add(part.value);
    for (const option of Object.values(part.options ?? {})) collect(option.value, names);
  }
};
