import { readFileSync } from "node:fs";
import { join } from "node:path";

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of the one table in `docs/<file>` whose first columns are these. */
export const readTable = (file: string, firstColumns: readonly string[]): Record<string, string>[] => {
  const lines = readFileSync(join(import.meta.dirname, "../../../docs", file), "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstColumns.join(" | ")} |`));
  const header = cellsOf(lines[start] ?? "");
  const rows: Record<string, string>[] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(Object.fromEntries(cellsOf(line).map((cell, index) => [header[index] ?? "", cell])));
  }
  return rows;
};
