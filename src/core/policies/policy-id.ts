// Reports use ids deeper than the headings of the page; the deepest seen has four dots, so eight leave room.
const POLICY_ID = /^\d{3,4}(?:\.\d{1,3}){0,8}$/;

/**
 * The id in its plain form, or undefined when the text is not a policy id. Blanks at the ends and around dots, characters that
 * cannot be seen, leading zeros and trailing dots are tolerated.
 */
export const normalisePolicyId = (text: string): string | undefined => {
  if (text.length > 64) return undefined;
  const id = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .trim()
    .split(".")
    .map((component) => component.trim())
    .join(".")
    .replace(/\.+$/, "");
  return POLICY_ID.test(id) ? id.split(".").map(Number).join(".") : undefined;
};

/** The id and everything above it, longest first: `100.1.1`, `100.1`, `100`. Takes a normalised id. */
export const policyIdPrefixes = (id: string): readonly string[] => {
  const components = id.split(".");
  return components.map((_, index) => components.slice(0, components.length - index).join("."));
};

/** Order by components, so that 100.2 comes before 100.10 and a policy before what is below it. Texts that are no ids come last. */
export const comparePolicyIds = (a: string, b: string): number => {
  const left = normalisePolicyId(a)?.split(".").map(Number);
  const right = normalisePolicyId(b)?.split(".").map(Number);
  if (left === undefined || right === undefined) {
    return left === right ? compareText(a, b) : left === undefined ? 1 : -1;
  }
  for (const [index, component] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (component !== other) return component - other;
  }
  return left.length - right.length;
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
