import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { FileLockError, takeFileLock } from "process-file-lock";
import { type App, type AppFunction, makeApp, runAppHooks } from "./app.ts";
import { checkFunctions } from "./check-functions.ts";
import { installCoreModule, makeCoreModule } from "./core-module.ts";
import { HostError, messageOf } from "./host-error.ts";
import { type Env, type HostSettings, readHostSettings } from "./host-settings.ts";
import { makeRoutes } from "./http-routes.ts";
import { type HttpHost, startHttp } from "./http-server.ts";
import { type Invoker, makeInvoker } from "./invoke.ts";
import { type HostKeys, loadKeys } from "./keys.ts";
import { loadApp } from "./load-app.ts";
import { type Log, makeLog } from "./log.ts";
import { makeServiceBusListener, type ServiceBusListener } from "./service-bus-listener.ts";
import { makeServiceBusSource } from "./service-bus-source.ts";
import { makeTimerListener, type TimerListener } from "./timer-listener.ts";
import { makeTimerStatusStore } from "./timer-status.ts";

const DRAIN_IN_MS = 10_000;
const TERMINATE_IN_MS = 5_000;

type HostOptions = {
  appDir: string;
  dataDir: string;
  port: number;
  entry?: string | undefined;
  env: Env;
  /** A function ran longer than `functionTimeout`: the real host kills the worker. */
  onTimeout: (functionName: string) => void;
};

type ReadyLine = {
  event: "ready";
  http: string;
  functionKey: string;
  masterKey: string;
  functions: { name: string; type: string; route?: string }[];
};

export type Host = {
  log: Log;
  /** Resolves when HTTP listens and every queue is being read. */
  ready: Promise<ReadyLine>;
  /** Stops taking work, lets what runs end (up to 10 s), runs the appTerminate hooks. */
  stop: () => Promise<void>;
};

const load = async (app: App, options: HostOptions, settings: HostSettings, log: Log): Promise<void> => {
  const core = makeCoreModule(app, (level, category, message) => log(level, `Host.Worker.${category}`, message));
  installCoreModule(core);
  await loadApp(app, options);
  for (const name of [...app.functions.keys()]) {
    if (/^(true|1)$/i.test(options.env[`AzureWebJobs.${name}.Disabled`] ?? "")) app.functions.delete(name);
  }
  checkFunctions(app);
  await runAppHooks(app, "appStart", { functionAppDirectory: options.appDir });
  const capabilities = await app.model?.getCapabilities({});
  if (capabilities?.["HttpUri"] !== undefined) throw new HostError("The local host does not carry HTTP streams.");
  app.locked = true;
  log(
    "information",
    "Host.Startup",
    `loaded ${app.functions.size} functions, at most ${settings.maxConcurrentCalls} calls a queue`,
  );
};

/** The real host ends a worker whose app did not start as it ends any other: the hooks run, but cannot keep the process. */
const terminateFailed = async (app: App, log: Log): Promise<void> => {
  const timeout = Promise.withResolvers<"timeout">();
  const timer = setTimeout(() => timeout.resolve("timeout"), TERMINATE_IN_MS);
  try {
    const ended = await Promise.race([runAppHooks(app, "appTerminate"), timeout.promise]);
    if (ended === "timeout") log("warning", "Host.Shutdown", "the appTerminate hooks did not end in time");
  } catch (error) {
    log("warning", "Host.Shutdown", `an appTerminate hook failed: ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
};

type Triggers = { timers: Map<string, TimerListener>; queues: Map<string, ServiceBusListener> };

const makeTriggers = (
  app: App,
  options: HostOptions,
  settings: HostSettings,
  { invoke }: Invoker,
  log: Log,
): Triggers => {
  const store = makeTimerStatusStore(join(options.dataDir, "host"));
  const { env } = options;
  const ofType = (type: string) =>
    [...app.functions.values()].filter(({ trigger }) => trigger.type.toLowerCase() === type);
  return {
    timers: new Map(
      ofType("timertrigger").map((target) => [target.name, makeTimerListener({ target, env, invoke, store, log })]),
    ),
    queues: new Map(
      ofType("servicebustrigger").map((target) => {
        const source = makeServiceBusSource(target, env);
        return [target.name, makeServiceBusListener({ target, source, settings, invoke, log })];
      }),
    ),
  };
};

const makeRunNow =
  ({ timers }: Triggers, { invoke }: Invoker) =>
  async (target: AppFunction, input: string | undefined): Promise<void> => {
    const timer = timers.get(target.name);
    if (timer) return timer.runNow();
    const isBinary = String(target.trigger["dataType"]).toLowerCase() === "binary";
    const data = isBinary ? { bytes: Buffer.from(input ?? "") } : { string: input ?? "" };
    await invoke(target, { input: data, reason: "asked for by the admin route" });
  };

const toReadyLine = (app: App, http: HttpHost, { functionKey, masterKey }: HostKeys, prefix: string): ReadyLine => {
  const routes = new Map(makeRoutes(app, prefix).map((route) => [route.target.name, `/${route.template.template}`]));
  const functions = [...app.functions.values()].map(({ name, trigger }) => {
    const route = routes.get(name);
    return { name, type: trigger.type, ...(route === undefined ? {} : { route }) };
  });
  return { event: "ready", http: http.url, functionKey, masterKey, functions };
};

/** Starts the one host of this process: the library remembers its core module, so there can be no second. */
export const startHost = async (given: HostOptions): Promise<Host> => {
  const options = { ...given, appDir: resolve(given.appDir), dataDir: resolve(given.dataDir) };
  const settings = readHostSettings(options.appDir, options.env);
  const log = makeLog(process.stderr, settings.logLevels);
  const dir = join(options.dataDir, "host");
  mkdirSync(dir, { recursive: true });
  const releaseLock = takeLock(dir);
  const app = makeApp();
  try {
    const keys = loadKeys(dir);
    await load(app, options, settings, log);
    const invoker = makeInvoker({ app, log, timeoutInMs: settings.functionTimeoutInMs, onTimeout: options.onTimeout });
    const triggers = makeTriggers(app, options, settings, invoker, log);
    let state = "Initialized";
    const status = () => ({
      state,
      functions: app.functions.size,
      running: invoker.running(),
      queues: [...triggers.queues].map(([name, queue]) => ({ name, reading: queue.isReading() })),
    });
    const admin = { app, status, runNow: makeRunNow(triggers, invoker) };
    const routes = makeRoutes(app, settings.routePrefix);
    const http = await startHttp({ routes, keys, invoke: invoker.invoke, admin, log }, options.port);
    log("information", "Host.Startup", `listening on ${http.url}`);

    const open = async (): Promise<ReadyLine> => {
      await Promise.all([...triggers.queues.values()].map((queue) => queue.start()));
      if (state !== "Stopping") state = "Running";
      return toReadyLine(app, http, keys, settings.routePrefix);
    };
    const stop = async (): Promise<void> => {
      state = "Stopping";
      for (const timer of triggers.timers.values()) timer.stop();
      const queues = [...triggers.queues.values()];
      const closed = http.close();
      await Promise.all(queues.map((queue) => queue.stopReceiving()));
      const left = await invoker.drain(DRAIN_IN_MS);
      if (left > 0) log("warning", "Host.Shutdown", `${left} runs did not end in time; their messages will come again`);
      http.closeNow();
      await Promise.all([closed, ...queues.map((queue) => queue.close())]);
      await runAppHooks(app, "appTerminate");
      releaseLock();
    };
    for (const timer of triggers.timers.values()) timer.start();
    return { log, ready: open(), stop };
  } catch (error) {
    await terminateFailed(app, log);
    releaseLock();
    throw error;
  }
};

const takeLock = (dir: string): (() => void) => {
  try {
    return takeFileLock(join(dir, "lock"));
  } catch (error) {
    if (!(error instanceof FileLockError)) throw error;
    throw new HostError(
      `Another functions host (process ${error.holder}) uses ${dir}: stop it, or give another DATA_DIR.`,
      { exitCode: 2 },
    );
  }
};
