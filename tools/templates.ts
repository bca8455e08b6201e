import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Command } from "commander";
import mjml2html from "mjml";
import { readLocales } from "../src/adapters/templates/template-folder.ts";
import { FALLBACK_LOCALE } from "../src/core/notifications/words/choose-locale.ts";
import { localeProblems } from "../src/core/notifications/words/locale-problems.ts";
import { wordStyleProblems } from "./templates/word-style-problems.ts";
import { type NamingFile, wordUseProblems } from "./templates/word-use-problems.ts";

const SOURCES = join(import.meta.dirname, "..", "src");
const PROJECT_TEMPLATES = join(import.meta.dirname, "..", "templates");

/** Folders that hold no template. */
const SHARED: ReadonlySet<string> = new Set(["partials", "locales"]);

/** One template whose HTML is compiled from MJML. */
interface CompiledPage {
  readonly file: string;
  readonly html: string;
}

/** Handlebars passes through MJML as text; blank lines and indentation would only make each mail longer. */
const compile = async (source: string): Promise<string> => {
  const { html, errors } = await mjml2html(readFileSync(source, "utf8"), {
    filePath: source,
    ignoreIncludes: false,
    // MJML would fetch web fonts for names it knows; a mail fetches nothing.
    fonts: {},
    includePath: [join(dirname(source), "..")],
    validationLevel: "strict",
  });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return `${html.replace(/\s*\n\s*/gu, "\n").trim()}\n`;
};

/** Compiles every `html.mjml` of a templates folder. */
const compileAll = async (folder: string): Promise<readonly CompiledPage[]> => {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const pages: CompiledPage[] = [];
  for (const { name } of names.filter((entry) => !SHARED.has(entry.name))) {
    pages.push({ file: join(folder, name, "html.hbs"), html: await compile(join(folder, name, "html.mjml")) });
  }
  return pages;
};

const readOrNothing = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

const readAll = (folder: string, ending: RegExp): readonly NamingFile[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file))
    .sort()
    .map((file) => ({ file: file.replaceAll("\\", "/"), text: readFileSync(join(folder, file), "utf8") }));

/** One line for each thing that is wrong with the words of a templates folder. */
const problemsOfWords = (folder: string): readonly string[] => {
  const locales = readLocales(folder);
  const shown = (...parts: string[]): string => relative(process.cwd(), join(...parts));
  const english = `locales/${FALLBACK_LOCALE}.json`;
  const code = readAll(SOURCES, /\.ts$/u).map(({ file, text }) => ({ file: shown(SOURCES, file), text }));
  const templates = readAll(folder, /\.(?:hbs|mjml)$/u);
  const isCode = new Set(code.map(({ file }) => file));
  return [
    ...localeProblems(locales).map(
      ({ locale, key, problem }) => `${shown(folder, "locales", `${locale}.json`)}: "${key}" ${problem}.`,
    ),
    ...wordUseProblems(locales.get(FALLBACK_LOCALE) ?? {}, english, code, templates).map(
      ({ file, key, problem }) => `${isCode.has(file) ? file : shown(folder, file)}: "${key}" ${problem}.`,
    ),
  ];
};

/** One line for each style of a template that is lost in Outlook. */
const problemsOfStyle = ({ file, html }: CompiledPage): readonly string[] =>
  wordStyleProblems(html).map(({ line, problem }) => `${relative(process.cwd(), file)}:${line}: ${problem}.`);

const program = new Command("npm run templates --").description(
  "Compiles the MJML of the mail templates to html.hbs, which is committed beside it.",
);

program
  .command("build")
  .description("write every html.hbs")
  .action(async () => {
    for (const { file, html } of await compileAll(PROJECT_TEMPLATES)) {
      writeFileSync(file, html);
      console.log(relative(process.cwd(), file));
    }
  });

program
  .command("check")
  .description(
    "exit 1 when an html.hbs is not what its html.mjml compiles to, or says what Outlook's Word ignores, or a locale lacks a word, has one too many, or a broken one, or one that is never said",
  )
  .option("--dir <folder>", "templates folder to check", PROJECT_TEMPLATES)
  .action(async ({ dir }: { dir: string }) => {
    const pages = await compileAll(dir);
    const stale = pages.filter(({ file, html }) => readOrNothing(file) !== html);
    for (const { file } of stale)
      console.error(`${relative(process.cwd(), file)} is not what its html.mjml compiles to.`);
    const problems = [...problemsOfWords(dir), ...pages.flatMap(problemsOfStyle)];
    for (const problem of problems) console.error(problem);
    process.exitCode = stale.length + problems.length > 0 ? 1 : 0;
  });

program.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  const isUse = error instanceof Error && "exitCode" in error;
  if (!isUse) console.error(error instanceof Error ? error.message : error);
  process.exitCode = isUse ? (error.exitCode === 0 ? 0 : 2) : 1;
}
