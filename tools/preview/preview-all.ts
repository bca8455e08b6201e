import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { chromiumPath } from "../../local/browser/launch-browser.ts";
import { everyMail } from "../../samples/mails/every-mail.ts";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import { drawMails, LOOKS } from "./draw-mails.ts";
import { galleryPage } from "./gallery-page.ts";

/** Where every mail goes, what it is made with, and whether pictures are wanted. */
export interface PreviewAllOptions {
  readonly out: string;
  readonly templatesDir: string;
  readonly png: boolean;
  readonly say: (line: string) => void;
}

const progress = (done: number, total: number): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} mails drawn${done === total ? "\n" : ""}`);
};

/** Writes every kind of mail in each count and language as HTML and text, as pictures where there is a Chromium, and a page of all. */
export const previewAll = async ({ out, templatesDir, png, say }: PreviewAllOptions): Promise<void> => {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  const renderer = new HandlebarsTemplateRenderer(templatesDir);
  const mails = everyMail().map(({ name, view }) => ({ name, ...renderer.render(view.template, view.view) }));
  for (const { name, subject, text, html } of mails) {
    await writeFile(join(folder, `${name}.html`), html);
    await writeFile(join(folder, `${name}.txt`), `Subject: ${subject}\n\n${text}`);
  }
  const hasPictures = png && chromiumPath !== undefined;
  if (png && !hasPictures) say("No Chromium was found (apt-get install chromium), so there are no pictures.");
  if (hasPictures) {
    const names = mails.map(({ name }) => name);
    await drawMails(folder, names, (done) => progress(done, names.length));
  }
  await writeFile(join(folder, "index.html"), galleryPage(mails, hasPictures));
  const pictures = hasPictures ? ` and ${mails.length * LOOKS.length} pictures` : "";
  say(`${mails.length} mails${pictures}: ${join(out, "index.html")}`);
};
