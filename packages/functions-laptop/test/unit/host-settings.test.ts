import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Env,
  loadLocalSettings,
  parseTimeSpan,
  readHostSettings,
  resolveSettings,
} from "../../src/host-settings.ts";

const dir = mkdtempSync(join(tmpdir(), "host-settings-"));
const write = (name: string, value: unknown) => writeFileSync(join(dir, name), JSON.stringify(value));
afterAll(() => rmSync(dir, { recursive: true }));

describe("readHostSettings", () => {
  it("has the defaults of the real host", () => {
    write("host.json", { version: "2.0" });
    expect(readHostSettings(dir, {})).toEqual({
      routePrefix: "api",
      functionTimeoutInMs: undefined,
      logLevels: {},
      maxConcurrentCalls: 16,
      maxLockRenewalInMs: 300_000,
      autoCompleteMessages: true,
    });
  });

  it("reads host.json, and a setting replaces one value of it", () => {
    write("host.json", {
      version: "2.0",
      functionTimeout: "00:10:00",
      logging: { logLevel: { default: "Warning" } },
      extensions: {
        http: { routePrefix: "" },
        serviceBus: { maxConcurrentCalls: 3, maxAutoLockRenewalDuration: "00:00:30" },
      },
    });
    const settings = readHostSettings(dir, { AzureFunctionsJobHost__extensions__ServiceBus__maxConcurrentCalls: "5" });
    expect(settings).toMatchObject({
      routePrefix: "",
      functionTimeoutInMs: 600_000,
      logLevels: { default: "Warning" },
      maxConcurrentCalls: 5,
      maxLockRenewalInMs: 30_000,
    });
  });

  it.each([
    [{ version: "1.0" }, /version/],
    [{ version: "2.0", functionTimeout: "soon" }, /functionTimeout/],
    [{ version: "2.0", extensions: { serviceBus: { maxConcurrentCalls: 0 } } }, /maxConcurrentCalls/],
  ])("refuses %j, naming the value", (json, expected) => {
    write("host.json", json);
    expect(() => readHostSettings(dir, {})).toThrow(expected);
  });
});

describe("loadLocalSettings", () => {
  it("fills in what is not set, and nothing else", () => {
    const env: Env = { A: "mine" };
    write("local.settings.json", { Values: { A: "theirs", B: 7 } });
    loadLocalSettings(dir, env);
    expect(env).toEqual({ A: "mine", B: "7" });
  });

  it("refuses an encrypted file", () => {
    write("local.settings.json", { IsEncrypted: true, Values: {} });
    expect(() => loadLocalSettings(dir, {})).toThrow(/encrypted/);
  });
});

describe("parseTimeSpan", () => {
  it.each([
    ["00:05:00", 300_000],
    ["1.00:00:01", 86_401_000],
    ["00:00:00.25", 250],
    ["5 min", undefined],
  ])("reads %s", (text, expected) => {
    expect(parseTimeSpan(text)).toBe(expected);
  });
});

describe("resolveSettings", () => {
  it("replaces a name between percent signs, and names the one that is missing", () => {
    expect(resolveSettings("%A%-x", { A: "1" })).toBe("1-x");
    expect(() => resolveSettings("%NOT_SET%", {})).toThrow(/NOT_SET/);
  });
});
