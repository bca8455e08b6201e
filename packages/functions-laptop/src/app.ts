import type {
  Binding,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookContext,
  HookName,
  ProgrammingModel,
} from "./core-types.ts";

export type AppFunction = {
  name: string;
  metadata: FunctionMetadata;
  callback: FunctionCallback;
  triggerName: string;
  trigger: Binding;
};

/** What an app registers while its entry is loaded. */
export type App = {
  functions: Map<string, AppFunction>;
  hooks: Record<HookName, HookCallback[]>;
  /** Shared by every hook of the app, as the real worker shares it. */
  appHookData: Record<string, unknown>;
  appLevelHookData: Record<string, unknown>;
  model: ProgrammingModel | undefined;
  /** Set when the start is over: a function registered later would never be called. */
  locked: boolean;
};

export const makeApp = (): App => ({
  functions: new Map(),
  hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
  appHookData: {},
  appLevelHookData: {},
  model: undefined,
  locked: false,
});

/** Runs hooks one after the other, in the order of their registration. */
export const runHooks = async (app: App, name: HookName, context: HookContext): Promise<void> => {
  for (const hook of [...app.hooks[name]]) await hook(context);
};

export const runAppHooks = (app: App, name: "appStart" | "appTerminate", extra: HookContext = {}): Promise<void> =>
  runHooks(app, name, { hookData: app.appLevelHookData, appHookData: app.appHookData, ...extra });
