import { NotifierError } from "../../core/errors.ts";
import { makeWordCatalogue, type WordCatalogue } from "../../core/notifications/words/word-catalogue.ts";
import type { RenderedTemplate, TemplateRenderer } from "../../core/ports.ts";
import { makeStrictHandlebars, type Render } from "./strict-handlebars.ts";
import { readTemplateFolder, type TemplateFolder } from "./template-folder.ts";

interface CompiledTemplate {
  readonly subject: Render;
  readonly text: Render;
  readonly html: Render;
  readonly version: string;
}

/** Renders the Handlebars templates of a folder; each part is compiled with its first use. */
export class HandlebarsTemplateRenderer implements TemplateRenderer {
  readonly #templates: ReadonlyMap<string, CompiledTemplate>;

  readonly words: WordCatalogue;

  constructor(folder: string, names?: readonly string[]) {
    const read = readTemplateFolder(folder, names);
    this.#templates = compileFolder(read);
    this.words = makeWordCatalogue(read.locales);
  }

  render(template: string, view: object): RenderedTemplate {
    const compiled = this.#templates.get(template);
    if (compiled === undefined) throw new NotifierError("TEMPLATE_FAILED", `There is no template ${template}.`);
    return {
      subject: toOneLine(compiled.subject(view)),
      text: tidy(compiled.text(view)),
      html: compiled.html(view),
      templateVersion: compiled.version,
    };
  }
}

const compileFolder = ({ templates, partials }: TemplateFolder): ReadonlyMap<string, CompiledTemplate> => {
  const compileText = makeStrictHandlebars(partials, { isHtml: false });
  const compileHtml = makeStrictHandlebars(partials, { isHtml: true });
  return new Map(
    [...templates].map(([name, { subject, text, html, version }]) => [
      name,
      {
        subject: compileText(subject, `${name}/subject.hbs`),
        text: compileText(text, `${name}/text.hbs`),
        html: compileHtml(html, `${name}/html.hbs`),
        version,
      },
    ]),
  );
};

/** A subject is a header: whatever a template does, it stays one line. */
const toOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

/** Optional parts leave blank lines behind; one between paragraphs is enough. */
const tidy = (text: string): string =>
  `${text
    .replace(/[ \t]+\n/gu, "\n")
    .replace(/\n{3,}/gu, "\n\n")
    .trim()}\n`;
