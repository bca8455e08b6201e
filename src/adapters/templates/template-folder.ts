import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NotifierError } from "../../core/errors.ts";

/** The sources of one template. */
export interface TemplateSources {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Content hash of its files and of every partial. */
  readonly version: string;
}

/** Everything that was read from a templates folder. */
export interface TemplateFolder {
  readonly templates: ReadonlyMap<string, TemplateSources>;
  /** By file name without `.hbs`. */
  readonly partials: ReadonlyMap<string, string>;
}

/** The templates that the notifier renders. */
export const TEMPLATE_NAMES = [
  "certification-failed",
  "certification-passed-with-notes",
  "certification-corrected",
  "sla-digest",
] as const;

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
    partialFiles(folder).map((file) => [file.slice(0, -".hbs".length), read(`partials/${file}`)] as const),
  );
  const templates = names.map((name) => {
    const [subject = "", text = "", html = ""] = PARTS.map((part) => read(`${name}/${part}.hbs`));
    return [name, { subject, text, html, version: versionOf([subject, text, html, ...[...partials].flat()]) }] as const;
  });
  if (missing.length > 0)
    throw new NotifierError("CONFIG_INVALID", `The templates folder lacks ${missing.join(", ")}.`, {
      problems: missing.map((file) => `Template file ${file} cannot be read.`),
    });
  return { templates: new Map(templates), partials };
};

const partialFiles = (folder: string): readonly string[] => {
  try {
    return readdirSync(join(folder, "partials"))
      .filter((file) => file.endsWith(".hbs"))
      .sort();
  } catch {
    return [];
  }
};

const versionOf = (texts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16);
