import { format } from "node:util";
import { Command, InvalidArgumentError } from "commander";
import { HostError, messageOf } from "./host-error.ts";
import { loadLocalSettings } from "./host-settings.ts";
import { type Log, makeLog } from "./log.ts";
import { type Host, startHost } from "./start-host.ts";

type Options = { port?: number; dataDir?: string; app: string; entry?: string; stopWithParent?: true };

const DEFAULT_PORT = 7071;

const parsePort = (text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("expected a port from 0 to 65535.");
  return port;
};

const portFromEnv = (): number => {
  const text = process.env["HTTP_PORT"];
  if (text === undefined || text === "") return DEFAULT_PORT;
  try {
    return parsePort(text);
  } catch (cause) {
    throw new HostError(`HTTP_PORT: ${messageOf(cause)}`, { exitCode: 2, cause });
  }
};

/** Standard output carries the ready line alone, so what the app prints goes into the log, as in the real host. */
const redirectConsole = (log: Log): void => {
  const to =
    (level: "debug" | "information" | "warning" | "error") =>
    (...args: unknown[]): void =>
      log(level, "Host.Function.Console", format(...args), { functionName: "console" });
  const { debug, information, warning, error } = {
    debug: to("debug"),
    information: to("information"),
    warning: to("warning"),
    error: to("error"),
  };
  Object.assign(console, { debug, trace: debug, log: information, info: information, warn: warning, error });
};

const isFromBusClient = (reason: unknown): boolean =>
  reason instanceof Error &&
  /node_modules\/(?:rhea|rhea-promise|@azure\/core-amqp|@azure\/service-bus)\//.test(reason.stack ?? "");

/** What nobody catches ends the process, as it ends the real worker. The listeners' own AMQP client is no part of the app. */
const watchProcess = (log: Log): void => {
  process.on("unhandledRejection", (reason) => {
    if (isFromBusClient(reason)) {
      log("warning", "Host.Triggers.ServiceBus", `the Service Bus client: ${messageOf(reason)}`);
      return;
    }
    log("critical", "Host.Worker", `unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`);
    process.exit(1);
  });
  process.on("uncaughtException", (error) => {
    log("critical", "Host.Worker", `uncaught exception: ${error.stack ?? error.message}`);
    process.exit(1);
  });
};

const stopOnSignals = (host: Host, stopWithParent: boolean): void => {
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    host.log("information", "Host.Shutdown", `stopping (${reason})`);
    host.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        host.log("error", "Host.Shutdown", `could not stop cleanly: ${messageOf(error)}`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("SIGTERM", () => stop("SIGTERM"));
  if (stopWithParent) {
    process.stdin.resume();
    process.stdin.on("close", () => stop("the parent is gone"));
  }
};

const run = async (options: Options): Promise<void> => {
  loadLocalSettings(options.app, process.env);
  const log = makeLog(process.stderr, {});
  watchProcess(log);
  redirectConsole(log);
  const host = await startHost({
    appDir: options.app,
    dataDir: options.dataDir ?? process.env["DATA_DIR"] ?? ".local",
    port: options.port ?? portFromEnv(),
    entry: options.entry,
    env: process.env,
    onTimeout: (name) => {
      log(
        "critical",
        "Host.Worker",
        `${name} ran longer than functionTimeout, so this process ends, as the real worker's does`,
      );
      process.exit(1);
    },
  });
  stopOnSignals(host, options.stopWithParent === true);
  process.stdout.write(`${JSON.stringify(await host.ready)}\n`);
};

const command = new Command("host")
  .description(
    "Runs this functions app on this machine: HTTP, timers and Service Bus, through the unchanged @azure/functions library. Prints one JSON line when every queue is being read.",
  )
  .option("--port <port>", "HTTP port, 0 for a free one (default: HTTP_PORT or 7071)", parsePort)
  .option("--data-dir <dir>", "where keys and timer status are kept, in host/ (default: DATA_DIR or .local)")
  .option("--app <dir>", "the app: where host.json and package.json are", process.cwd())
  .option("--entry <file>", "the file to load instead of package.json main (.cjs, .mjs or .ts)")
  .option("--stop-with-parent", "stop when standard input closes")
  .addHelpText("after", "\nExit codes: 0 stopped, 1 the app failed, 2 a wrong setting or a port in use.")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

try {
  command.parse();
  await run(command.opts<Options>());
} catch (error) {
  process.stderr.write(
    `${error instanceof HostError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(error instanceof HostError ? error.exitCode : 1);
}
