import type { ContentProblem } from "../articles/article.ts";
import { findJsonError } from "./find-json-error.ts";
import { locateInJson, placeAt } from "./locate-in-json.ts";
import { type PoliciesFile, policiesFileSchema } from "./policies-file.ts";

/** Reads the text of `policies.json`. Never throws: what is wrong comes back as problems with their places, and then there are no policies. */
export const parsePoliciesFile = (
  file: string,
  text: string,
): { readonly policies?: PoliciesFile; readonly problems: readonly ContentProblem[] } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [{ file, ...placeAt(text, findJsonError(text)), message: `Not JSON: ${messageOf(error)}` }] };
  }
  const result = policiesFileSchema.safeParse(value);
  if (result.success) return { policies: result.data, problems: [] };
  return {
    problems: result.error.issues.map(({ path, message }) => ({
      file,
      ...locateInJson(text, path),
      message: `${path.join(".") || "The file"}: ${message}`,
    })),
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
