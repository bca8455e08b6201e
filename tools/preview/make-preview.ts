import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadArticles } from "../../src/adapters/articles/load-articles.ts";
import { compileContent } from "../../src/adapters/content/load-content.ts";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import { makeArticleCatalogue } from "../../src/core/articles/article-catalogue.ts";
import { parseEvent } from "../../src/core/certification/parse-event.ts";
import { NotifierError } from "../../src/core/errors.ts";
import { makePolicyCatalogue } from "../../src/core/policies/policy-catalogue.ts";
import { type EventPreview, makePreviewEvent } from "../../src/core/verbs/preview-event.ts";
import { previewPage } from "./preview-page.ts";

export interface PreviewOptions {
  readonly eventFile: string;
  readonly out: string;
  readonly zone: string;
  readonly linkHosts: readonly string[];
  readonly replyTo: string;
  readonly articlesDir: string | undefined;
  readonly templatesDir: string | undefined;
}

const PROJECT = join(import.meta.dirname, "../..");

/** Composes the event's mail from the articles, policies and templates as they are on disk now. */
const preview = async (options: PreviewOptions): Promise<EventPreview> => {
  const parsed = parseEvent({ body: await readFile(options.eventFile), properties: {} });
  if (parsed.kind === "invalid") throw new NotifierError("EVENT_INVALID", undefined, { problems: parsed.problems });
  const { articles, policies } = await compileContent(PROJECT);
  const { articlesDir, templatesDir, zone, linkHosts, replyTo } = options;
  const deps = {
    articles:
      articlesDir === undefined
        ? makeArticleCatalogue(articles)
        : await loadArticles(articlesDir, join(PROJECT, "articles/general.md")),
    policies: makePolicyCatalogue(policies),
    renderer: new HandlebarsTemplateRenderer(templatesDir ?? join(PROJECT, "templates")),
    settings: { zone, linkHosts, replyTo },
    notifyPassedWithNotes: true,
  };
  return makePreviewEvent(deps)(parsed.event);
};

/** Writes `mail.html`, `mail.txt` and `index.html` into the output folder. */
export const makePreview = async (options: PreviewOptions): Promise<EventPreview> => {
  const made = await preview(options);
  if (made.kind === "noMail") return made;
  await mkdir(options.out, { recursive: true });
  const { subject, text, html } = made.rendered;
  await Promise.all([
    writeFile(join(options.out, "mail.html"), html),
    writeFile(join(options.out, "mail.txt"), `Subject: ${subject}\n\n${text}`),
    writeFile(join(options.out, "index.html"), previewPage(made)),
  ]);
  return made;
};
