import { formatLogLine, makeLevelFilter, makeLog } from "../../src/log.ts";

const at = new Date("2026-11-20T16:20:00.000Z");

describe("formatLogLine", () => {
  it("names time, level, function and invocation in one line", () => {
    const ids = { functionName: "sweep-sla", invocationId: "5f1c0a52-1111-4000-8000-000000000000" };
    expect(formatLogLine(at, "warning", "a\n    at b\n", ids, false)).toBe(
      "2026-11-20T16:20:00.000Z warn  sweep-sla 5f1c0a52 a | at b\n",
    );
  });

  it("is coloured on a terminal only", () => {
    expect(formatLogLine(at, "error", "x", {}, true)).toContain("\u001b[31m");
    const written: string[] = [];
    makeLog({ write: (text: string) => written.push(text) }, {})("error", "Host", "x");
    expect(written.join("")).not.toContain("\u001b");
  });
});

describe("makeLevelFilter", () => {
  it("lets the longest fitting name decide", () => {
    const isWanted = makeLevelFilter({ default: "Warning", Function: "Information", "Function.noisy": "None" });
    expect(isWanted("information", "Host.Startup")).toBe(false);
    expect(isWanted("information", "Function.sweep.User")).toBe(true);
    expect(isWanted("critical", "Function.noisy")).toBe(false);
    expect(isWanted("information", "Function.noisyOther")).toBe(true);
  });

  it("starts at information when host.json says nothing", () => {
    expect(makeLevelFilter({})("debug", "Host")).toBe(false);
    expect(makeLevelFilter({})("information", "Host")).toBe(true);
  });
});
