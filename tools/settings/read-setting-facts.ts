import { ZodDefault, ZodEnum, type ZodType } from "zod";
import { settingsSchema } from "../../src/config/settings-schema.ts";

/** One app setting, as the schema and its comment tell it. */
export interface SettingFact {
  readonly name: string;
  /** What it means, in sentences. */
  readonly meaning: string;
  /** Its default as one would write it; absent where there is none. */
  readonly defaultText?: string;
  /** True where `defaultText` says in words what the default is. */
  readonly isDefaultInWords: boolean;
  /** The only texts it takes; absent where it takes others. */
  readonly choices?: readonly string[];
}

const COMMENT = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\n {2}(\w+):/g;

const toText = (value: unknown): string => (Array.isArray(value) ? value.join(",") : String(value));

const parseComment = (comment: string): { meaning: string; words?: string } => {
  const text = comment
    .replace(/^\s*\*\s?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  const [meaning = "", words] = text.split(/\s*@default\s+/);
  return { meaning, ...(words === undefined ? {} : { words }) };
};

const choicesOf = (schema: ZodType): readonly string[] | undefined => {
  const inner = schema instanceof ZodDefault ? (schema.unwrap() as ZodType) : schema;
  return inner instanceof ZodEnum ? inner.options.map(String) : undefined;
};

/**
 * Reads the facts of every setting: its name, rule and default from the schema, its meaning from the comment above it in
 * `source`. Throws when one has no comment, or a comment that names another default than the schema has.
 */
export const readSettingFacts = (source: string): readonly SettingFact[] => {
  const comments = new Map([...source.matchAll(COMMENT)].map(([, text = "", name = ""]) => [name, parseComment(text)]));
  return Object.entries<ZodType>(settingsSchema.shape).map(([name, schema]) => {
    const comment = comments.get(name);
    if (!comment?.meaning) throw new Error(`${name}: a comment above it in the schema must say what it means`);
    const { meaning, words } = comment;
    const found = schema instanceof ZodDefault ? toText(schema.parse(undefined)) : undefined;
    if (found !== undefined && words !== undefined && words !== found)
      throw new Error(`${name}: its comment names the default ${words}, the schema has ${found}`);
    const defaultText = found ?? words;
    const choices = choicesOf(schema);
    return {
      name,
      meaning,
      isDefaultInWords: found === undefined && words !== undefined,
      ...(defaultText === undefined ? {} : { defaultText }),
      ...(choices === undefined ? {} : { choices }),
    };
  });
};
