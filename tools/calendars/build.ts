import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CalendarFile } from "../../src/core/sla/business-calendar.ts";

const toText = (file: CalendarFile): string => {
  const { holidays, workingDays, ...head } = file;
  const list = (days: readonly object[]): string =>
    `[${days.map((day) => `\n    ${JSON.stringify(day)}`).join(",")}\n  ]`;
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  lines.push(`  "holidays": ${holidays.length > 0 ? list(holidays) : "[]"}`);
  if (workingDays) lines.push(`  "workingDays": ${list(workingDays)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
};

const writeIfChanged = (path: string, text: string): boolean => {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  writeFileSync(path, text);
  return true;
};

/** Writes the calendars that are new, keeps every older file, and names the current ones. Returns the names of files written. */
export const buildCalendars = (folder: string, calendars: readonly CalendarFile[]): string[] => {
  const written: string[] = [];
  const current: Record<string, string> = {};
  for (const file of calendars) {
    const reference = `${file.code}@${file.version}`;
    current[file.code] = reference;
    // A file that exists stays as it is: the same version means the same days.
    const path = join(folder, `${reference}.json`);
    if (!existsSync(path) && writeIfChanged(path, toText(file))) written.push(`${reference}.json`);
  }
  const index = Object.fromEntries(Object.entries(current).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (writeIfChanged(join(folder, "current.json"), `${JSON.stringify(index, null, 2)}\n`)) written.push("current.json");
  return written;
};
