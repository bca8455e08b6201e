import { readdirSync } from "node:fs";

/** The settings that name something of the app's content. */
type ContentSettings = Readonly<Partial<Record<"SLA_CALENDAR" | "ARTICLES_DIR" | "TEMPLATES_DIR", string>>>;

const isFolder = (path: string): boolean => {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
};

/** Every setting that names content which is not there, with its rule and never its value. One that is not set is no problem. */
export const findContentProblems = (settings: ContentSettings, calendarCodes: readonly string[]): readonly string[] => {
  const { SLA_CALENDAR: calendar } = settings;
  const folders = (["ARTICLES_DIR", "TEMPLATES_DIR"] as const).filter((name) => {
    const folder = settings[name]?.trim();
    return folder && !isFolder(folder);
  });
  return [
    ...(calendar && !calendarCodes.includes(calendar)
      ? [`SLA_CALENDAR: must be one of ${calendarCodes.join(", ")}`]
      : []),
    ...folders.map((name) => `${name}: must be a folder that can be read`),
  ];
};
