import type { LocaleFile } from "../../src/core/notifications/words/locale-file.ts";

/** A file that may name words: code says them by key, templates by name. */
export interface NamingFile {
  /** Path as it is shown; a template's begins with the name of its folder. */
  readonly file: string;
  readonly text: string;
}

/** A word that nothing names, or a name of none. */
export interface WordUseProblem {
  readonly file: string;
  readonly key: string;
  readonly problem: string;
}

/** The words of templates and partials that have none of their own. */
const SHARED_LAYOUT = "layout";

/** Finds every key of the English words that neither code nor a template names, and every key that one of them names and English lacks. */
export const wordUseProblems = (
  english: LocaleFile,
  englishFile: string,
  code: readonly NamingFile[],
  templates: readonly NamingFile[],
): readonly WordUseProblem[] => {
  const there = new Set(
    Object.entries(english).flatMap(([group, messages]) => Object.keys(messages).map((name) => `${group}.${name}`)),
  );
  const uses = [
    ...code.flatMap(({ file, text }) => keysInCode(text, english).map((key) => ({ file, key }))),
    ...templates.flatMap(({ file, text }) => keysInTemplate(file, text, english).map((key) => ({ file, key }))),
  ];
  const used = new Set(uses.map(({ key }) => key));
  return [
    ...[...there]
      .filter((key) => !used.has(key))
      .map((key) => ({ file: englishFile, key, problem: "is named by no code and no template" })),
    ...uses
      .filter(({ key }) => !there.has(key))
      .map(({ file, key }) => ({ file, key, problem: `is not in ${englishFile}` })),
  ];
};

/** What `say` is given, and every other text that is a key by its group: keys are chosen before they are said. */
const keysInCode = (text: string, english: LocaleFile): readonly string[] => {
  const said = [...text.matchAll(/\bsay\(\s*"([^"]+)"/gu)].map(([, key = ""]) => key);
  const chosen = [...text.matchAll(/"([a-z]\w*)\.([a-z]\w*)"/giu)].flatMap(([, group = "", name = ""]) =>
    Object.hasOwn(english, group) ? [`${group}.${name}`] : [],
  );
  return [...new Set([...said, ...chosen])];
};

const keysInTemplate = (file: string, text: string, english: LocaleFile): readonly string[] => {
  const group = layoutOf(file, english);
  const names = [...text.matchAll(/\{\{[^{}]*?\bwords\.(\w+)/gu)].map(([, name = ""]) => name);
  return [...new Set(names)].map((name) => `${group}.${name}`);
};

/** `sla-digest/text.hbs` takes its words from `slaDigestLayout`, where there is such a group. */
const layoutOf = (file: string, english: LocaleFile): string => {
  const folder = file.split("/")[0] ?? "";
  const own = `${folder.replaceAll(/-(\w)/gu, (_, letter: string) => letter.toUpperCase())}Layout`;
  return Object.hasOwn(english, own) ? own : SHARED_LAYOUT;
};
