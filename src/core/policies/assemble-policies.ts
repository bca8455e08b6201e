import type { ContentProblem } from "../articles/article.ts";
import { parseGuidance } from "./parse-guidance.ts";
import { parsePoliciesFile } from "./parse-policies-file.ts";
import type { PolicyData, PolicyGuidance } from "./policy.ts";
import { comparePolicyIds } from "./policy-id.ts";
import { POLICY_PAGE } from "./policy-page.ts";

/** One content file: its name for people, and its text. */
export interface ContentFile {
  readonly file: string;
  readonly text: string;
}

/** Policy data, and what is wrong with the files it was read from. */
export interface AssembledPolicies {
  readonly data: PolicyData;
  readonly problems: readonly ContentProblem[];
}

/**
 * Makes policy data from `policies.json` and the guidance files. Never throws: a broken file is left out and named. Without
 * policies, every id links to the bare page.
 */
export const assemblePolicies = (
  policiesFile: ContentFile | undefined,
  guidanceFiles: readonly ContentFile[],
): AssembledPolicies => {
  const problems: ContentProblem[] = [];
  const parsed = policiesFile && parsePoliciesFile(policiesFile.file, policiesFile.text);
  problems.push(...(parsed?.problems ?? []));
  const titles = new Map(
    [...(parsed?.policies?.sections ?? []), ...(parsed?.policies?.policies ?? [])].map(({ id, title }) => [id, title]),
  );

  const guidance: PolicyGuidance[] = [];
  for (const { file, text } of guidanceFiles) {
    const read = parseGuidance(file, text);
    problems.push(...read.problems);
    if (read.guidance === undefined) continue;
    const { policyId } = read.guidance;
    const complaint = complainAbout(file, policyId, read.title, titles);
    if (complaint === undefined) guidance.push(read.guidance);
    else problems.push({ file, line: 1, column: 1, message: complaint });
  }

  return {
    data: {
      page: parsed?.policies?.page ?? POLICY_PAGE,
      sections: parsed?.policies?.sections ?? [],
      policies: parsed?.policies?.policies ?? [],
      renumbered: parsed?.policies?.renumbered ?? [],
      guidance: guidance.toSorted((a, b) => comparePolicyIds(a.policyId, b.policyId)),
    },
    problems,
  };
};

const complainAbout = (
  file: string,
  policyId: string,
  title: string | undefined,
  titles: ReadonlyMap<string, string | undefined>,
): string | undefined => {
  if (!file.endsWith(`/${policyId}.md`) && file !== `${policyId}.md`)
    return `Guidance for ${policyId} belongs in ${policyId}.md.`;
  if (!titles.has(policyId)) return `${policyId} is not a policy of policies.json.`;
  const known = titles.get(policyId);
  if (known !== undefined && known !== title) return `The title of ${policyId} is "${known}", not "${title}".`;
  return undefined;
};
