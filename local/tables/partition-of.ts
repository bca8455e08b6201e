const TEXT = /'(?:[^']|'')*'/g;

/** The one partition that an OData filter is about; undefined when it may be about several. */
export const partitionOf = (filter: string): string | undefined => {
  const isPlain = !/\b(?:or|not)\b|[()]/.test(filter.replace(TEXT, "''"));
  const partition = /^PartitionKey eq '((?:[^']|'')*)'(?: and |$)/.exec(filter)?.[1];
  return isPlain ? partition?.replaceAll("''", "'") : undefined;
};
