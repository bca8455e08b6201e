/** The one thing needed of a set of headers. */
export interface HeaderReader {
  readonly get: (name: string) => string | undefined;
}

const LONGEST_IN_MS = 24 * 60 * 60_000;
const MILLISECOND_HEADERS = ["retry-after-ms", "x-ms-retry-after-ms"];

const toMs = (text: string | undefined, factor: number): number | undefined =>
  text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) * factor : undefined;

const untilDate = (text: string | undefined, now: string | undefined): number | undefined => {
  const at = Date.parse(text ?? "");
  // The server's own clock says how far away its date is; ours may differ by minutes.
  const from = Date.parse(now ?? "");
  return Number.isNaN(at) ? undefined : at - (Number.isNaN(from) ? Date.now() : from);
};

/** How long the server asks us to wait, at most a day; undefined when it does not say. */
export const readRetryAfter = (headers: HeaderReader): number | undefined => {
  const asked =
    MILLISECOND_HEADERS.map((name) => toMs(headers.get(name), 1)).find((ms) => ms !== undefined) ??
    toMs(headers.get("retry-after"), 1_000) ??
    untilDate(headers.get("retry-after"), headers.get("date"));
  return asked === undefined ? undefined : Math.min(Math.max(Math.ceil(asked), 0), LONGEST_IN_MS);
};
