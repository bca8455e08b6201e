const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  reg: "®",
  trade: "™",
  copy: "©",
};

const fromCodePoint = (code: number, written: string): string =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : written;

/** Decodes the character references of a header value once; one that is not known stays as written. */
export const decodeEntities = (value: string): string =>
  value.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (written, hex, decimal, name) => {
    if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16), written);
    if (decimal !== undefined) return fromCodePoint(Number.parseInt(decimal, 10), written);
    const key = String(name).toLowerCase();
    return Object.hasOwn(NAMED, key) ? (NAMED[key] ?? written) : written;
  });
