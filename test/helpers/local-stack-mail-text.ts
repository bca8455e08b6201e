/** The readable text of a mail: its headers unfolded, its bodies decoded from quoted-printable, on one line. */
export const mailText = (raw: string): string => {
  const joined = raw.replace(/=\r\n/g, "").replace(/(?:=[0-9A-F]{2})+/g, (bytes) => {
    return Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8");
  });
  return joined.replace(/\s+/g, " ");
};

/** The headers of a mail, unfolded, by lower-case name; every value of a header that comes more than once. */
export const mailHeaders = (raw: string): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  for (const line of head.split("\r\n")) {
    const name = line.slice(0, line.indexOf(":")).toLowerCase();
    found.set(name, [...(found.get(name) ?? []), line.slice(name.length + 1).trim()]);
  }
  return found;
};
