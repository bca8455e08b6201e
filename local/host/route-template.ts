/** Route templates of ASP.NET, as HTTP functions use them, matched on the raw path: an escaped slash never splits a segment. */

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

/** Decodes percent escapes once; what is no valid UTF-8 stays as it is. */
const decode = (raw: string): string =>
  raw.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/** The real web server decodes every escape of a path but that of the slash. */
export const decodeParameter = (raw: string): string =>
  raw
    .split(/(%2f)/i)
    .map((piece, index) => (index % 2 === 1 ? piece : decode(piece)))
    .join("");

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const matchMixed = (parts: Part[], raw: string): Record<string, string> | undefined => {
  const names: Extract<Part, { parameter: string }>[] = [];
  const pattern = parts.map((part) => {
    if ("literal" in part) return escapeRegExp(part.literal);
    names.push(part);
    return "(.+?)";
  });
  const match = new RegExp(`^${pattern.join("")}$`, "i").exec(decodeParameter(raw));
  if (!match) return undefined;
  const entries = names.map(({ parameter }, index) => [parameter, match[index + 1] ?? ""] as const);
  return names.every(({ constraint }, index) => holds(constraint, entries[index]?.[1] ?? ""))
    ? Object.fromEntries(entries)
    : undefined;
};

const matchSegment = (segment: Segment, raw: string | undefined): Record<string, string> | undefined => {
  if (segment.kind === "rest") return {};
  if (raw === undefined || raw === "") {
    if (raw === "" || segment.kind !== "parameter" || !segment.optional) return undefined;
    return segment.fallback === undefined ? {} : { [segment.name]: segment.fallback };
  }
  if (segment.kind === "literal") return decode(raw).toLowerCase() === segment.text ? {} : undefined;
  if (segment.kind === "mixed") return matchMixed(segment.parts, raw);
  const value = decodeParameter(raw);
  return holds(segment.constraint, value) ? { [segment.name]: value } : undefined;
};

const restParameter = (name: string, raw: string[]): Record<string, string> =>
  raw.length === 0 ? {} : { [name]: raw.map(decodeParameter).join("/") };

/** The parameters when the raw path (percent escapes untouched, no query) matches, else undefined. */
export const matchRoute = ({ segments }: RouteTemplate, rawPath: string): Record<string, string> | undefined => {
  const raw = rawPath.replace(/^\//, "").replace(/\/$/, "").split("/");
  const path = raw.length === 1 && raw[0] === "" ? [] : raw;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === "rest") return Object.assign(parameters, restParameter(segment.name, path.slice(index)));
    const found = matchSegment(segment, path[index]);
    if (!found) return undefined;
    Object.assign(parameters, found);
  }
  return path.length > segments.length ? undefined : parameters;
};
