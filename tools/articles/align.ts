/** One cell: what is shown, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly isRight?: boolean;
}

/** Lines of a table whose columns are as wide as their widest cell, two blanks apart. */
export const align = (rows: readonly (readonly Cell[])[]): readonly string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map(({ text, paint = (same) => same, isRight = false }, column) => {
        const isLast = column === row.length - 1;
        const width = widths[column] ?? 0;
        return paint(isRight ? text.padStart(width) : isLast ? text : text.padEnd(width));
      })
      .join("  "),
  );
};
