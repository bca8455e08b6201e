/** What stands in one cell; nothing where there is nothing to say. */
export type CsvCell = string | number | undefined;

/** A spreadsheet takes text that begins like a formula for one; names come from outside. */
const toText = (value: CsvCell): string => {
  if (value === undefined || typeof value === "number") return String(value ?? "");
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** Lines of cells as CSV (RFC 4180). */
export const toCsv = (lines: readonly (readonly CsvCell[])[]): string =>
  lines.map((cells) => `${cells.map(toText).join(",")}\r\n`).join("");
