/** Route templates of ASP.NET, as HTTP functions use them, matched on the decoded path, in which an escaped slash is still escaped and never splits a segment. */

type Part = { literal: string } | { parameter: string; constraint: string | undefined };
type Segment =
  | { kind: "literal"; text: string }
  | { kind: "parameter"; name: string; optional: boolean; fallback: string | undefined; constraint: string | undefined }
  | { kind: "mixed"; parts: Part[] }
  | { kind: "rest"; name: string };

export type RouteTemplate = { template: string; segments: Segment[]; rank: number[] };

/** Unknown constraints are let through: only the real host knows them all. */
const CONSTRAINTS: Record<string, RegExp> = {
  int: /^-?\d+$/,
  long: /^-?\d+$/,
  bool: /^(true|false)$/i,
  guid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  alpha: /^[a-z]*$/i,
};

const holds = (constraint: string | undefined, value: string): boolean =>
  constraint === undefined || (CONSTRAINTS[constraint.toLowerCase()]?.test(value) ?? true);

const parseSegment = (text: string): Segment => {
  const whole = /^\{(\*{0,2})([^{}:=?*]+)(?::([^{}=?]*(?:\{[^{}]*\})?[^{}=?]*))?(?:=([^{}]*))?(\?)?\}$/.exec(text);
  if (whole) {
    const [, star, name = "", constraint, fallback, question] = whole;
    if (star) return { kind: "rest", name };
    return { kind: "parameter", name, optional: question === "?" || fallback !== undefined, fallback, constraint };
  }
  if (!text.includes("{")) return { kind: "literal", text: text.toLowerCase() };
  const parts = [...text.matchAll(/\{([^{}:]+)(?::([^{}]*))?\}|[^{}]+/g)].map(
    ([literal, parameter, constraint]): Part => (parameter === undefined ? { literal } : { parameter, constraint }),
  );
  return { kind: "mixed", parts };
};

const RANK = { literal: 1, mixed: 2, parameter: 3, rest: 5 };

const rankOf = (segment: Segment): number =>
  segment.kind === "parameter" && segment.constraint !== undefined ? 2 : RANK[segment.kind];

export const parseRouteTemplate = (template: string): RouteTemplate => {
  const segments = template
    .split("/")
    .filter((part) => part !== "")
    .map(parseSegment);
  return { template, segments, rank: segments.map(rankOf) };
};

/** Sorts the more literal template first, segment by segment, as ASP.NET does. */
export const compareTemplates = (a: RouteTemplate, b: RouteTemplate): number => {
  for (let i = 0; i < Math.max(a.rank.length, b.rank.length); i += 1) {
    const difference = (a.rank[i] ?? 0) - (b.rank[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const matchMixed = (parts: Part[], text: string): Record<string, string> | undefined => {
  const names: Extract<Part, { parameter: string }>[] = [];
  const pattern = parts.map((part) => {
    if ("literal" in part) return escapeRegExp(part.literal);
    names.push(part);
    return "(.+?)";
  });
  const match = new RegExp(`^${pattern.join("")}$`, "i").exec(text);
  if (!match) return undefined;
  const entries = names.map(({ parameter }, index) => [parameter, match[index + 1] ?? ""] as const);
  return names.every(({ constraint }, index) => holds(constraint, entries[index]?.[1] ?? ""))
    ? Object.fromEntries(entries)
    : undefined;
};

const matchSegment = (segment: Segment, text: string | undefined): Record<string, string> | undefined => {
  if (segment.kind === "rest") return {};
  if (text === undefined || text === "") {
    if (text === "" || segment.kind !== "parameter" || !segment.optional) return undefined;
    return segment.fallback === undefined ? {} : { [segment.name]: segment.fallback };
  }
  if (segment.kind === "literal") return text.toLowerCase() === segment.text ? {} : undefined;
  if (segment.kind === "mixed") return matchMixed(segment.parts, text);
  return holds(segment.constraint, text) ? { [segment.name]: text } : undefined;
};

const restParameter = (name: string, segments: string[]): Record<string, string> =>
  segments.length === 0 ? {} : { [name]: segments.join("/") };

/** The parameters when the path (decoded once but for `%2F`, no query) matches, else undefined. */
export const matchRoute = ({ segments }: RouteTemplate, requestPath: string): Record<string, string> | undefined => {
  const parts = requestPath.replace(/^\//, "").replace(/\/$/, "").split("/");
  const path = parts.length === 1 && parts[0] === "" ? [] : parts;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "rest") return Object.assign(parameters, restParameter(segment.name, path.slice(index)));
    const found = matchSegment(segment, path[index]);
    if (!found) return undefined;
    Object.assign(parameters, found);
  }
  return path.length > segments.length ? undefined : parameters;
};
