/**
 * The anchor, without `#`, that the policy page gives a heading such as `100.1.1 Title`: lower case, without any character other
 * than letters, digits, hyphens and blanks, each blank a hyphen. An anchor needs the exact current title: `10011` alone is both
 * 100.1.1 and 100.11.
 */
export const policyAnchor = (idAndTitle: string): string =>
  idAndTitle
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, "")
    .replaceAll(" ", "-");
