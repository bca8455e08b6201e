/** One import, as paths from the root. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

const BEGIN = "<!-- made by `npm run imports` -->";
const END = "<!-- end of what `npm run imports` makes -->";

/** The folder that a file counts to: one of the core's, or one of `src/`; undefined for words that every folder may know. */
const folderOf = (path: string): string | undefined => {
  const [, folder] = /^(functions|src\/core\/[^/]+|src\/[^/]+)\//.exec(path) ?? [];
  if (folder === undefined) return path === "src/composition.ts" ? "composition" : undefined;
  return folder === "src/core" ? undefined : folder.replace("src/", "");
};

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

const toEdges = (imports: readonly Import[]): Edges => {
  const edges = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a === undefined || b === undefined || a === b) continue;
    edges.set(a, (edges.get(a) ?? new Set()).add(b));
  }
  return edges;
};

const leadsTo = (edges: Edges, from: string, to: string): boolean =>
  [...(edges.get(from) ?? [])].some((next) => next === to || leadsTo(edges, next, to));

/** The arrows that do not follow from others: a folder that another imports by way of a third is not drawn twice. */
const essential = (edges: Edges): readonly (readonly [string, string])[] =>
  [...edges].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && leadsTo(edges, other, to)))
      .map((to) => [from, to] as const),
  );

const idOf = (folder: string): string => folder.replaceAll(/\W/g, "_");

/** The page with its picture drawn anew. Folders may not import each other in circles: the rules hold that. */
export const renderImports = (page: string, imports: readonly Import[]): string => {
  const edges = essential(toEdges(imports)).toSorted((a, b) => a.join(" ").localeCompare(b.join(" ")));
  const core = [...new Set(edges.flat())].filter((folder) => folder.startsWith("core/")).toSorted();
  const picture = [
    BEGIN,
    "```mermaid",
    "flowchart TD",
    "  subgraph core",
    ...core.map((folder) => `    ${idOf(folder)}["${folder.replace("core/", "")}"]`),
    "  end",
    ...edges.map(([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`),
    "```",
    END,
  ].join("\n");
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`The page has no place for the picture: ${BEGIN} … ${END}`);
  return page.slice(0, before) + picture + page.slice(after + END.length);
};
