import type { BundledPackage } from "./list-bundled-packages.ts";

/** Licences under which code may be in what we deploy. Each asks for no more than its notice. */
const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
]);

/** A sentence for each package whose licence is not allowed. */
export const findLicenceProblems = (packages: readonly BundledPackage[]): readonly string[] =>
  packages.flatMap(({ name, version, licence }) =>
    ALLOWED.has(licence) ? [] : [`${name} ${version} has the licence ${licence}, which may not be in what we deploy.`],
  );
