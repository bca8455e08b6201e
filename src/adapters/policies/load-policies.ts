import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ContentProblem } from "../../core/articles/article.ts";
import { assemblePolicies, type ContentFile } from "../../core/policies/assemble-policies.ts";
import type { PolicyCatalogue, PolicyData } from "../../core/policies/policy.ts";
import { makePolicyCatalogue } from "../../core/policies/policy-catalogue.ts";

const MAX_BYTES = 1024 * 1024;

/** The catalogue of a folder, the plain data it was made from (for a build to keep), and what is wrong with the files. */
export interface LoadedPolicies {
  readonly catalogue: PolicyCatalogue;
  readonly data: PolicyData;
  readonly problems: readonly ContentProblem[];
}

/** Reads `policies.json` and `<id>.md` of a folder. Never throws: what cannot be read is left out and named. */
export const loadPolicies = (folder: string): LoadedPolicies => {
  const problems: ContentProblem[] = [];
  const names = listNames(folder, problems);
  const read = (name: string): ContentFile | undefined => readContent(folder, name, problems);
  const guidance = names.filter((name) => name.endsWith(".md") && name !== "README.md").map(read);
  const { data, problems: found } = assemblePolicies(read("policies.json"), guidance.filter(isContent));
  return { catalogue: makePolicyCatalogue(data), data, problems: [...problems, ...found] };
};

const isContent = (file: ContentFile | undefined): file is ContentFile => file !== undefined;

const listNames = (folder: string, problems: ContentProblem[]): readonly string[] => {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    problems.push({ file: folder, line: 1, column: 1, message: `Cannot be listed (${codeOf(error)}).` });
    return [];
  }
};

const readContent = (folder: string, name: string, problems: ContentProblem[]): ContentFile | undefined => {
  const complain = (message: string): undefined => {
    problems.push({ file: name, line: 1, column: 1, message });
    return undefined;
  };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(folder, name));
  } catch (error) {
    return complain(`Cannot be read (${codeOf(error)}).`);
  }
  if (bytes.length > MAX_BYTES) return complain("Larger than 1 MiB.");
  try {
    return { file: name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return complain("Not UTF-8.");
  }
};

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown }).code);
