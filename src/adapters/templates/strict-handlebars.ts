import Handlebars from "handlebars";
import { NotifierError } from "../../core/errors.ts";

/** A compiled template. */
export type Render = (view: object) => string;

/** Compiles templates that share partials and a way of escaping. */
export type Compile = (source: string, name: string) => Render;

/** `lookup` and `with` would find nothing in silence, `log` would print; none of them is a helper here. */
const REFUSED = ["log", "lookup", "with", "helperMissing", "blockHelperMissing"] as const;

/**
 * A Handlebars of its own in which every name must exist, also inside `#if` and `#each`, where Handlebars' own strict mode
 * looks away. Errors are `TEMPLATE_FAILED` and name file, variable and line, never a value.
 */
export const makeStrictHandlebars = (
  partials: ReadonlyMap<string, string>,
  { isHtml }: { readonly isHtml: boolean },
): Compile => {
  const handlebars = Handlebars.create();
  for (const name of REFUSED) handlebars.unregisterHelper(name);
  const options = {
    strict: true,
    noEscape: !isHtml,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(REFUSED.map((name) => [name, false])),
  };
  const compile = (source: string, name: string): Handlebars.TemplateDelegate => {
    // Compiled with the first use, so that a partial of one part need not suit the other.
    let compiled: Handlebars.TemplateDelegate | undefined;
    return (view, runtime) => {
      try {
        compiled ??= handlebars.compile(strictly(handlebars.parse(source)), options);
        return compiled(view, { ...runtime, allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false });
      } catch (error) {
        throw error instanceof NotifierError ? error : templateFailed(name, error);
      }
    };
  };
  for (const [name, source] of partials) handlebars.registerPartial(name, compile(source, `partials/${name}.hbs`));
  return (source, name) => compile(source, name);
};

const strictly = (program: hbs.AST.Program): hbs.AST.Program => {
  new StrictPaths().accept(program);
  return program;
};

class StrictPaths extends Handlebars.Visitor {
  override PathExpression(path: hbs.AST.PathExpression): void {
    Object.assign(path, { strict: true });
  }

  override Program(program: hbs.AST.Program): void {
    if (program.blockParams?.length > 0) throw new BlockParamsRefused();
    super.Program(program);
  }
}

class BlockParamsRefused extends Error {}

/** The texts of Handlebars' own errors may hold values of the view, so none of them is passed on but the name. */
const templateFailed = (name: string, error: unknown): NotifierError => {
  const { message, lineNumber } = error as { message?: string; lineNumber?: number };
  const line = lineNumber === undefined ? "" : ` in line ${lineNumber}`;
  const variable = /^"([^"\s]{1,100})" not defined in/u.exec(message ?? "")?.[1];
  if (variable !== undefined)
    return new NotifierError(
      "TEMPLATE_FAILED",
      `${name} names the variable "${variable}"${line}, which its view does not have.`,
    );
  if (error instanceof BlockParamsRefused)
    return new NotifierError(
      "TEMPLATE_FAILED",
      `${name} uses block parameters ("as |name|"), whose names cannot be checked.`,
    );
  const known = /^(?:The partial [\w.-]+ could not be found|.*unknown helper [\w.-]+|Parse error on line \d+)/u.exec(
    message ?? "",
  );
  return new NotifierError(
    "TEMPLATE_FAILED",
    `${name} cannot be rendered${line}${known === null ? "" : `: ${known[0]}`}.`,
  );
};
