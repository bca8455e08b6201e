import { toHostName } from "../mailbox.ts";

/**
 * A pattern as the addresses it is held against are written: lower case, its domain in ASCII. Undefined when no address could
 * ever fit it.
 */
export const toAddressPattern = (text: string): string | undefined => {
  const pattern = text.trim().normalize("NFC").toLowerCase();
  const at = pattern.lastIndexOf("@");
  const labels = pattern
    .slice(at + 1)
    .split(".")
    .map(toLabelPattern);
  const isUsable = pattern !== "" && !/[\s\p{C}]/u.test(pattern) && (at >= 0 || pattern.includes("*"));
  return isUsable && labels.every((label) => label !== undefined)
    ? `${pattern.slice(0, at + 1)}${labels.join(".")}`
    : undefined;
};

/** A label with a star is no host name; it may hold any letter that one may have. */
const toLabelPattern = (label: string): string | undefined =>
  label.includes("*")
    ? /^[a-z0-9*-]*$/.test(label)
      ? label
      : undefined
    : toHostName(`${label}.example`)?.slice(0, -8);

/**
 * Says whether a wire address may get mail: every one without patterns, else those that a pattern such as `*@contoso.example`
 * fits. Looks at each letter of an address once for each pattern, whatever the pattern is.
 */
export const makeAllowList = (patterns: readonly string[] | undefined): ((address: string) => boolean) => {
  if (patterns === undefined) return () => true;
  const fitters = patterns.map((pattern) => makeFits(pattern.split("*")));
  return (address) => fitters.some((fits) => fits(address));
};

/** The first place where a piece fits leaves the most room to those that follow, so none has to be tried again. */
const makeFits =
  ([first = "", ...pieces]: readonly string[]) =>
  (address: string): boolean => {
    const last = pieces.at(-1);
    if (last === undefined) return address === first;
    if (!address.startsWith(first)) return false;
    let at = first.length;
    for (const piece of pieces.slice(0, -1)) {
      const found = address.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return address.length - last.length >= at && address.endsWith(last);
  };
