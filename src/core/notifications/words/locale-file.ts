import * as z from "zod";

/** What one file of `templates/locales` must hold: groups of ICU messages by name. */
export const localeFileSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** The messages of one locale, by group and name. */
export type LocaleFile = z.infer<typeof localeFileSchema>;
