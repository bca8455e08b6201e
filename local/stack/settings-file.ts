import { readFileSync } from "node:fs";
import { WrongUse } from "./wrong-use.ts";

/** The `Values` of a `local.settings.json`, as Core Tools reads it; none when the file does not exist. */
export const readSettingsFile = (path: string): Readonly<Record<string, string>> => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new WrongUse([`${path} cannot be read`], { cause: error });
  }
  let content: { IsEncrypted?: unknown; Values?: unknown };
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, "")) as typeof content;
  } catch (error) {
    throw new WrongUse([`${path} is not JSON`], { cause: error });
  }
  if (content?.IsEncrypted === true) throw new WrongUse([`${path} is encrypted: run \`func settings decrypt\``]);
  const values = content?.Values;
  if (typeof values !== "object" || values === null) throw new WrongUse([`${path} has no "Values"`]);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
};
