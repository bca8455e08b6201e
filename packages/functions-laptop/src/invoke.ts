import { randomBytes, randomUUID } from "node:crypto";
import { type App, type AppFunction, runHooks } from "./app.ts";
import type { CoreInvocationContext, InvocationResponse, RpcTypedData } from "./core-types.ts";
import type { Log } from "./log.ts";

type TriggerData = {
  input: RpcTypedData;
  metadata?: Record<string, RpcTypedData>;
  traceParent?: string | undefined;
  /** What started this run, for the log. */
  reason: string;
};

export type Invoke = (target: AppFunction, data: TriggerData) => Promise<InvocationResponse>;

export type Invoker = {
  invoke: Invoke;
  running: () => number;
  /** Waits until nothing runs, or the time is over; says how many were left. */
  drain: (timeoutInMs: number) => Promise<number>;
};

type Deps = { app: App; log: Log; timeoutInMs: number | undefined; onTimeout: (name: string) => void };

const newTraceParent = (): string => `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00`;

/** One object each for all hooks of an invocation. */
type Shared = { hookData: Record<string, unknown>; appHookData: Record<string, unknown>; invocationContext: unknown };

const makeContext = (
  { app, log }: Deps,
  target: AppFunction,
  data: TriggerData,
  ids: { functionName: string; invocationId: string },
  shared: Shared,
): CoreInvocationContext => ({
  invocationId: ids.invocationId,
  metadata: target.metadata,
  state: undefined,
  request: {
    invocationId: ids.invocationId,
    functionId: target.name,
    inputData: [{ name: target.triggerName, data: data.input }],
    triggerMetadata: data.metadata ?? {},
    traceContext: { traceParent: data.traceParent ?? newTraceParent(), traceState: "", attributes: {} },
  },
  log(level, category, message) {
    const entry = { ...shared, level, category, message };
    for (const hook of app.hooks.log) hook(entry);
    const place = category === "user" ? `Function.${target.name}.User` : `Function.${target.name}`;
    log(entry.level, place, entry.message, ids);
  },
});

/** One run of a function through the library's invocation model, step for step as the real worker does it. */
const runOnce = async (
  app: App,
  target: AppFunction,
  context: CoreInvocationContext,
  shared: Shared,
): Promise<InvocationResponse> => {
  if (!app.model) throw new Error("The app never set a programming model.");
  const model = await app.model.getInvocationModel(context);
  const { context: invocationContext, inputs } = await model.getArguments();
  shared.invocationContext = invocationContext;

  const pre = { ...shared, inputs, functionCallback: target.callback };
  await inState(context, "preInvocationHooks", () => runHooks(app, "preInvocation", pre));

  const post: { inputs: unknown[]; result: unknown; error: unknown } & Shared = {
    ...shared,
    inputs: pre.inputs,
    result: null,
    error: null,
  };
  await inState(context, "invocation", async () => {
    try {
      post.result = await model.invokeFunction(invocationContext, pre.inputs, pre.functionCallback);
    } catch (error) {
      post.error = error;
    }
  });
  await inState(context, "postInvocationHooks", () => runHooks(app, "postInvocation", post));

  // A rejection with null or undefined counts as success in the real worker too.
  if (post.error !== null && post.error !== undefined) throw post.error;
  return model.getResponse(invocationContext, post.result);
};

const inState = async (
  context: CoreInvocationContext,
  state: CoreInvocationContext["state"],
  step: () => Promise<void>,
): Promise<void> => {
  context.state = state;
  try {
    await step();
  } finally {
    context.state = undefined;
  }
};

/** The stack down to the library that called the function: what lies below is the same for every function. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split("\n");
  const end = lines.findIndex((line) => /^\s+at .*InvocationModel/.test(line));
  return lines.slice(0, end < 0 ? lines.length : end).join("\n");
};

export const makeInvoker = (deps: Deps): Invoker => {
  const { app, log, timeoutInMs, onTimeout } = deps;
  const running = new Set<Promise<InvocationResponse>>();

  const run = async (target: AppFunction, data: TriggerData): Promise<InvocationResponse> => {
    const ids = { functionName: target.name, invocationId: randomUUID() };
    const place = `Function.${target.name}`;
    const startedAt = performance.now();
    const ms = () => Math.round(performance.now() - startedAt);
    const timeout = timeoutInMs === undefined ? undefined : setTimeout(() => onTimeout(target.name), timeoutInMs);
    log("information", place, `started (${data.reason})`, ids);
    try {
      const shared: Shared = { hookData: {}, appHookData: app.appHookData, invocationContext: undefined };
      const response = await runOnce(app, target, makeContext(deps, target, data, ids, shared), shared);
      log("information", place, `succeeded in ${ms()} ms`, ids);
      return response;
    } catch (error) {
      log("error", place, `failed in ${ms()} ms: ${describe(error)}`, ids);
      throw error;
    } finally {
      clearTimeout(timeout);
    }
  };

  const invoke: Invoke = async (target, data) => {
    const promise = run(target, data);
    running.add(promise);
    try {
      return await promise;
    } finally {
      running.delete(promise);
    }
  };

  const drain = async (timeoutInMs: number): Promise<number> => {
    const timer = Promise.withResolvers<void>();
    const deadline = setTimeout(timer.resolve, timeoutInMs);
    let over = false;
    void timer.promise.then(() => {
      over = true;
    });
    while (running.size > 0 && !over) await Promise.race([Promise.allSettled([...running]), timer.promise]);
    clearTimeout(deadline);
    return running.size;
  };

  return { invoke, running: () => running.size, drain };
};
