import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAuthorised, loadKeys } from "../../src/keys.ts";

const dir = mkdtempSync(join(tmpdir(), "host-files-"));
afterAll(() => rmSync(dir, { recursive: true }));

describe("loadKeys", () => {
  it("makes random keys once, readable by their owner alone", () => {
    const keys = loadKeys(dir);
    expect(keys.masterKey).not.toBe(keys.functionKey);
    expect(loadKeys(dir)).toEqual(keys);
    expect(statSync(join(dir, "keys.json")).mode & 0o777).toBe(0o600);
  });

  it("refuses a file without keys", () => {
    writeFileSync(join(dir, "keys.json"), "{}");
    expect(() => loadKeys(dir)).toThrow(/masterKey/);
  });
});

describe("isAuthorised", () => {
  const keys = { masterKey: "m".repeat(20), functionKey: "f".repeat(20) };

  it.each([
    ["anonymous", undefined, true],
    ["function", undefined, false],
    ["function", "", false],
    ["function", keys.functionKey, true],
    ["function", keys.masterKey, true],
    ["function", `${keys.functionKey} `, false],
    ["admin", keys.functionKey, false],
    ["admin", keys.masterKey, true],
  ] as const)("opens %s with %p: %p", (level, given, expected) => {
    expect(isAuthorised(level, given, keys)).toBe(expected);
  });
});
