import { type Zippable, zipSync } from "fflate";

/** The first day that a zip file can name, in local time because that is what is written: the same bytes in every zone. */
const FIRST_DAY = new Date(1980, 0, 1);
const UNIX = 3;
const READABLE_BY_ALL = 0o100644 << 16;

/** Zips files; the same files give the same bytes, whenever and wherever. */
export const zipFiles = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => {
  const entries: Zippable = Object.fromEntries(
    [...files].map(([path, content]) => [
      path,
      [new Uint8Array(content), { os: UNIX, attrs: READABLE_BY_ALL }] as const,
    ]),
  );
  return zipSync(entries, { level: 9, mtime: FIRST_DAY });
};
