const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const UNITS_IN_MS = [86_400_000, 3_600_000, 60_000, 1000];

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds; `undefined` when the text is none. */
export const parseDurationInMs = (text: string): number | undefined => {
  const match = DURATION.exec(text);
  const parts = match?.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (!parts?.some((part) => part !== undefined) || text.endsWith("T")) return undefined;
  return parts.reduce<number>((sum, part, index) => sum + (part ?? 0) * (UNITS_IN_MS[index] ?? 0), 0);
};
