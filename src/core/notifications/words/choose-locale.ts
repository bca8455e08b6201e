/** The language whose words are always there. */
export const FALLBACK_LOCALE = "en";

/** The nearest of the available locales: `de-AT`, then `de`; undefined when even the language is not there. Case and `_` make no difference. */
export const chooseLocale = (wanted: string | undefined, available: readonly string[]): string | undefined => {
  const parts = (wanted ?? "").trim().replaceAll("_", "-").toLowerCase().split("-");
  const tries = parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
  for (const tag of tries) {
    const found = available.find((locale) => locale.toLowerCase() === tag);
    if (found !== undefined) return found;
  }
  return undefined;
};
