import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NotifierError } from "../../core/errors.ts";
import { FALLBACK_LOCALE } from "../../core/notifications/words/choose-locale.ts";
import { type LocaleFile, localeFileSchema } from "../../core/notifications/words/locale-file.ts";

/** The sources of one template. */
export interface TemplateSources {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Content hash of its files, of every partial and of every locale. */
  readonly version: string;
}

/** Everything that was read from a templates folder. */
export interface TemplateFolder {
  readonly templates: ReadonlyMap<string, TemplateSources>;
  /** By file name without `.hbs`. */
  readonly partials: ReadonlyMap<string, string>;
  /** The mail's own words, by locale. */
  readonly locales: ReadonlyMap<string, LocaleFile>;
}

/** The templates that the notifier renders. */
export const TEMPLATE_NAMES = ["certification-result", "review-delayed", "sla-digest"] as const;

const PARTS = ["subject", "text", "html"] as const;

/** Reads a templates folder whole, so that a running system is not changed under its feet. Throws `CONFIG_INVALID` naming every file that is missing. */
export const readTemplateFolder = (folder: string, names: readonly string[] = TEMPLATE_NAMES): TemplateFolder => {
  const missing: string[] = [];
  const read = (file: string): string => {
    try {
      return readFileSync(join(folder, file), "utf8")
        .replace(/^\uFEFF/u, "")
        .replaceAll("\r\n", "\n");
    } catch {
      missing.push(file);
      return "";
    }
  };
  const partials = new Map(
    filesIn(folder, "partials", ".hbs").map((name) => [name, read(`partials/${name}.hbs`)] as const),
  );
  const locales = localeNames(folder).map((name) => [name, read(`locales/${name}.json`)] as const);
  const shared = [...partials, ...locales].flat();
  const templates = names.map((name) => {
    const [subject = "", text = "", html = ""] = PARTS.map((part) => read(`${name}/${part}.hbs`));
    return [name, { subject, text, html, version: versionOf([subject, text, html, ...shared]) }] as const;
  });
  if (missing.length > 0)
    throw new NotifierError("CONFIG_INVALID", `The templates folder lacks ${missing.join(", ")}.`, {
      problems: missing.map((file) => `Template file ${file} cannot be read.`),
    });
  return { templates: new Map(templates), partials, locales: readLocales(folder) };
};

/** Reads the words of every locale. Throws `CONFIG_INVALID` naming each file that does not hold groups of texts; what the texts say is checked apart. */
export const readLocales = (folder: string): ReadonlyMap<string, LocaleFile> => {
  const problems: string[] = [];
  const read = (name: string): LocaleFile => {
    try {
      return localeFileSchema.parse(JSON.parse(readFileSync(join(folder, "locales", `${name}.json`), "utf8")));
    } catch (error) {
      const reason = error instanceof SyntaxError ? error.message : "it must hold groups of texts by name";
      problems.push(`locales/${name}.json cannot be read: ${reason}.`);
      return {};
    }
  };
  const locales = new Map(localeNames(folder).map((name) => [name, read(name)] as const));
  if (problems.length > 0) throw new NotifierError("CONFIG_INVALID", problems.join(" "), { problems });
  return locales;
};

/** English is always among them, so that a folder without it is told so. */
const localeNames = (folder: string): readonly string[] => {
  const names = filesIn(folder, "locales", ".json");
  return names.includes(FALLBACK_LOCALE) ? names : [FALLBACK_LOCALE, ...names];
};

/** Names, without the ending, of the files of a subfolder; none when it is not there. */
const filesIn = (folder: string, subfolder: string, ending: string): readonly string[] => {
  try {
    return readdirSync(join(folder, subfolder))
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length))
      .sort();
  } catch {
    return [];
  }
};

const versionOf = (texts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16);
