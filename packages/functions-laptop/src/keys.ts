import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "./host-error.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

export type HostKeys = { masterKey: string; functionKey: string };
export type AuthLevel = "anonymous" | "function" | "admin";

const newKey = (): string => randomBytes(32).toString("base64url");

const isKey = (value: unknown): value is string => typeof value === "string" && value.length >= 16;

/** Reads the keys of this data directory, made at random at its first start and readable by its owner alone. */
export const loadKeys = (dir: string): HostKeys => {
  const file = join(dir, "keys.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const keys = { masterKey: newKey(), functionKey: newKey() };
    writeFileAtomic(file, `${JSON.stringify(keys, null, 2)}\n`);
    return keys;
  }
  const keys = parseKeys(text);
  if (!keys)
    throw new HostError(`${file} holds no masterKey and functionKey: remove it and start again.`, { exitCode: 2 });
  return keys;
};

const parseKeys = (text: string): HostKeys | undefined => {
  try {
    const { masterKey, functionKey } = JSON.parse(text) as Partial<HostKeys>;
    return isKey(masterKey) && isKey(functionKey) ? { masterKey, functionKey } : undefined;
  } catch {
    return undefined;
  }
};

const isSame = (given: string, key: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** True when the key opens this level; the master key opens all. */
export const isAuthorised = (level: AuthLevel, given: string | undefined, keys: HostKeys): boolean => {
  if (level === "anonymous") return true;
  if (given === undefined) return false;
  return isSame(given, keys.masterKey) || (level === "function" && isSame(given, keys.functionKey));
};
