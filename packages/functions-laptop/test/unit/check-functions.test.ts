import { makeApp } from "../../src/app.ts";
import { checkFunctions } from "../../src/check-functions.ts";
import type { Binding } from "../../src/core-types.ts";

const appWith = (trigger: Partial<Binding>, others: Record<string, Binding> = {}) => {
  const app = makeApp();
  const binding: Binding = { type: "serviceBusTrigger", direction: "in", ...trigger };
  const metadata = { name: "f", bindings: { t: binding, ...others } };
  app.functions.set("f", { name: "f", metadata, callback: () => undefined, triggerName: "t", trigger: binding });
  return app;
};

describe("checkFunctions", () => {
  it.each(["httpTrigger", "timerTrigger", "serviceBusTrigger"])("lets a plain %s pass", (type) => {
    expect(() => checkFunctions(appWith({ type }, { $return: { type: "http", direction: "out" } }))).not.toThrow();
  });

  it.each([
    [{ type: "blobTrigger" }, {}, /f: the trigger blobTrigger/],
    [{ cardinality: "many" }, {}, /f: cardinality "many"/],
    [{ isSessionsEnabled: true }, {}, /f: sessions/],
    [{ properties: { supportsDeferredBinding: "true" } }, {}, /f: sdkBinding/],
    [{}, { out: { type: "serviceBus", direction: "out" } }, /f: the binding serviceBus/],
  ] as const)("refuses %j with %j instead of losing messages in silence", (trigger, others, expected) => {
    expect(() => checkFunctions(appWith(trigger, others))).toThrow(expected);
  });
});
