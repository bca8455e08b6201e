import Module from "node:module";
import type { App } from "./app.ts";
import type { HookCallback, HookName, ProgrammingModel } from "./core-types.ts";
import { type CoreLog, type FunctionCallback, type FunctionMetadata, HOOK_NAMES } from "./core-types.ts";

/** The worker and host this one behaves like; packages for tracing read them. */
const WORKER_VERSION = "3.10.1";
const HOST_VERSION = "4.1037.0";

class Disposable {
  readonly #dispose: () => unknown;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...disposables: { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): unknown {
    return this.#dispose();
  }
}

const systemError = (error: Error): Error => Object.assign(error, { isAzureFunctionsSystemError: true });

const registerFunction = (app: App, metadata: FunctionMetadata, callback: FunctionCallback): Disposable => {
  const { name } = metadata;
  if (app.locked) throw systemError(new Error("A function can only be registered during app startup."));
  if (app.functions.has(name)) throw systemError(new Error(`A function named "${name}" is already registered.`));
  const found = Object.entries(metadata.bindings).find(([, binding]) => binding.type.endsWith("Trigger"));
  if (!found) throw systemError(new Error(`The function "${name}" has no trigger.`));
  const [triggerName, trigger] = found;
  app.functions.set(name, { name, metadata, callback, triggerName, trigger });
  return new Disposable(() => {
    if (app.locked) throw systemError(new Error("A function can only be disposed during app startup."));
    app.functions.delete(name);
  });
};

const isHookName = (name: string): name is HookName => HOOK_NAMES.some((known) => known === name);

const registerHook = (app: App, name: string, callback: HookCallback): Disposable => {
  if (!isHookName(name)) throw systemError(new RangeError(`Unrecognized hook "${name}".`));
  const hooks = app.hooks[name];
  hooks.push(callback);
  return new Disposable(() => {
    const index = hooks.indexOf(callback);
    if (index >= 0) hooks.splice(index, 1);
  });
};

export const makeCoreModule = (app: App, log: CoreLog) => ({
  version: WORKER_VERSION,
  hostVersion: HOST_VERSION,
  Disposable,
  setProgrammingModel: (model: ProgrammingModel): void => {
    app.model = model;
  },
  getProgrammingModel: (): ProgrammingModel | undefined => app.model,
  registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
    registerFunction(app, metadata, callback),
  registerHook: (name: string, callback: HookCallback) => registerHook(app, name, callback),
  log,
});

/**
 * Answers `require("@azure/functions-core")`, a package that exists nowhere else: the real worker patches the same function.
 * Must run before the app is loaded, because the library remembers its first answer, a missing module too.
 */
export const installCoreModule = (core: ReturnType<typeof makeCoreModule>): void => {
  const prototype = Module.prototype as { require: (id: string) => unknown };
  const real = prototype.require;
  prototype.require = function patchedRequire(this: unknown, id: string): unknown {
    return id === "@azure/functions-core" ? core : real.call(this, id);
  };
};
