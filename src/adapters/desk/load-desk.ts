import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NotifierError } from "../../core/errors.ts";
import { makeStrictHandlebars, type Render } from "../templates/strict-handlebars.ts";

/** The desk's pages, parts of pages and files, as the build puts them into one file. */
export interface DeskFiles {
  /** By name: sources in Handlebars. */
  readonly pages: Readonly<Record<string, string>>;
  readonly partials: Readonly<Record<string, string>>;
  /** By the word that pages use for them. */
  readonly assets: Readonly<Record<string, { readonly file: string; readonly body: string }>>;
}

/** File that the build puts beside the bundle. */
export const COMPILED_DESK = "desk.json";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** What pages may name, by word: ours, and the one library, as its package brings it. */
const ASSETS = {
  style: "ops/assets/desk.css",
  script: "ops/assets/desk.js",
  htmx: "node_modules/htmx.org/dist/htmx.min.js",
} as const;

/** Reads the sources in `ops/`. */
export const readDesk = (appRoot: string): DeskFiles => {
  const read = (file: string): string => readFileSync(join(appRoot, file), "utf8");
  const sources = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(appRoot, folder))
        .filter((file) => file.endsWith(".hbs"))
        .sort()
        .map((file) => [file.slice(0, -".hbs".length), read(`${folder}/${file}`)]),
    );
  const assets = Object.entries(ASSETS).map(([word, path]) => [word, { file: fileName(path), body: read(path) }]);
  return { pages: sources("ops"), partials: sources("ops/partials"), assets: Object.fromEntries(assets) };
};

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The desk as the build compiled it, else as its sources are now. */
export const loadDesk = (appRoot: string, codeFolder: string): DeskPagesOnFiles => {
  const file = join(codeFolder, COMPILED_DESK);
  const files = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as DeskFiles) : readDesk(appRoot);
  return new DeskPagesOnFiles(files);
};

const FRAME = "frame";

/** The desk's pages, each compiled with its first use. */
export class DeskPagesOnFiles {
  readonly #pages: ReadonlyMap<string, Render>;
  readonly #assets = new Map<string, { readonly contentType: string; readonly body: string }>();
  readonly #links: Readonly<Record<string, string>>;

  constructor({ pages, partials, assets }: DeskFiles) {
    const compile = makeStrictHandlebars(new Map(Object.entries(partials)), { isHtml: true });
    this.#pages = new Map(Object.entries(pages).map(([name, source]) => [name, compile(source, `ops/${name}.hbs`)]));
    const links = Object.entries(assets).map(([word, { file, body }]) => {
      const [name = "", ending = ""] = [file.replace(/\.\w+$/, ""), file.slice(file.lastIndexOf(".") + 1)];
      const hash = createHash("sha256").update(body).digest("hex").slice(0, 16);
      const served = `${name}-${hash}.${ending}`;
      this.#assets.set(served, { contentType: CONTENT_TYPES[ending] ?? "application/octet-stream", body });
      return [`${word}Link`, `/api/desk/assets/${served}`];
    });
    this.#links = Object.fromEntries(links);
  }

  render(page: string, view: object, frameName = FRAME): string {
    const [inner, frame] = [this.#pages.get(page), this.#pages.get(frameName)];
    if (inner === undefined || frame === undefined)
      throw new NotifierError("TEMPLATE_FAILED", `There is no page ${page}.`);
    return frame({ ...view, ...this.#links, content: inner(view) });
  }

  asset(name: string): { readonly contentType: string; readonly body: string } | undefined {
    return this.#assets.get(name);
  }
}
