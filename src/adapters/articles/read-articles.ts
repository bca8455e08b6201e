import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { MAX_ARTICLE_BYTES } from "../../core/articles/decode-article.ts";
import { type ParsedArticle, parseArticle } from "../../core/articles/parse-article.ts";

/** One file of an articles folder and what became of it. */
export interface ReadArticle {
  /** Path relative to the folder, with `/`. */
  readonly file: string;
  readonly parsed: ParsedArticle;
}

const LOCALE = /^(?:[a-z]{2}|[a-z]{3}(?=-))(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i;
const languageNames = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/** True for a folder name such as `de`, `de-DE` or `zh-Hans`. Three letters alone are an ordinary folder: `new` is also a language. */
const isLocale = (folder: string): boolean =>
  LOCALE.test(folder) && languageNames.of(folder.split("-")[0] ?? "") !== undefined;

const skipped = (file: string, reason: string): ReadArticle => ({ file, parsed: { kind: "skipped", reason } });

const readContent = async (path: string): Promise<{ content: Uint8Array; size: number }> => {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const content = new Uint8Array(Math.min(size, MAX_ARTICLE_BYTES));
    const { bytesRead } = await handle.read(content, 0, content.length, 0);
    return { content: content.subarray(0, bytesRead), size };
  } finally {
    await handle.close();
  }
};

/** Reads one file of a folder; never throws. */
export const readArticle = async (dir: string, file: string, locale?: string): Promise<ReadArticle> => {
  if (!/\.(?:md|markdown)$/i.test(file)) return skipped(file, "it is no Markdown file");
  try {
    // Opening a pipe waits for somebody who writes into it.
    if (!(await stat(join(dir, file))).isFile()) return skipped(file, "it is no ordinary file");
    const source = await readContent(join(dir, file));
    return { file, parsed: parseArticle({ file, ...source, ...(locale !== undefined && { locale }) }) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown fault";
    const problem = { file, line: 1, column: 1, message: `The file cannot be opened: ${code}.` };
    return { file, parsed: { kind: "broken", problems: [problem] } };
  }
};

const readFolder = async (dir: string, folder: string, locale?: string): Promise<ReadArticle[]> => {
  const results: ReadArticle[] = [];
  for (const name of (await readdir(join(dir, folder))).sort()) {
    if (name.startsWith(".")) continue;
    const file = folder === "" ? name : `${folder}/${name}`;
    const isFolder = await stat(join(dir, file)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) results.push(await readArticle(dir, file, locale));
    else if (folder === "" && isLocale(name)) results.push(...(await readFolder(dir, name, name)));
    else results.push(skipped(file, "it is a folder, and no locale"));
  }
  return results;
};

/** Reads every file of a folder and of its locale folders, sorted by name. Throws only when the folder itself cannot be read. */
export const readArticles = async (dir: string): Promise<readonly ReadArticle[]> => {
  const files = await readFolder(dir, "");
  const isInLocale = ({ file }: ReadArticle): boolean => file.includes("/");
  return [...files.filter((file) => !isInLocale(file)), ...files.filter(isInLocale)];
};
