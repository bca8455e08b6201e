import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { FileLockError, takeFileLock } from "process-file-lock";
import { WrongUse } from "./wrong-use.ts";

/** What a started piece hands back: the fields of its ready line, and how to end it without loss. */
export interface RunningPiece {
  readonly ready: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** Options every piece takes: its ports by option name, and its own folder, held for this process alone. */
export interface PieceOptions<Port extends string> {
  readonly ports: Readonly<Record<Port, number>>;
  readonly folder: string;
}

const port = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError("expected a port, 0 for a free one");
  return value;
};

const describeFailure = (name: string, error: unknown): string => {
  const { code, port: taken } = error as { code?: string; port?: number };
  return code === "EADDRINUSE"
    ? `port ${taken} is taken, the ${name} cannot listen on it`
    : `the ${name} did not start: ${String(error)}`;
};

// A peer that keeps a connection open must not keep the piece alive after its parent is gone.
const STOP_TIMEOUT_IN_MS = 5_000;

/** Ends the process in order on SIGTERM, SIGINT and, under a parent, when the parent's end of stdin closes. */
const stopOnRequest = (piece: RunningPiece, withParent: boolean): void => {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_IN_MS).unref();
    await piece.stop().catch((error: unknown) => console.error(String(error)));
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  // Ctrl-C reaches the whole process group; the parent then stops its pieces in the right order.
  process.on("SIGINT", () => void (withParent || stop()));
  if (withParent) process.stdin.resume().once("close", () => void stop());
};

/** Holds the folder for this process until it ends. */
const takeFolder = (folder: string): void => {
  try {
    const release = takeFileLock(join(folder, "lock"));
    process.once("exit", release);
  } catch (error) {
    if (!(error instanceof FileLockError)) throw error;
    throw new WrongUse([`${folder} is in use by another local stack; stop that one or set another DATA_DIR`]);
  }
};

/** Runs one piece of the local stack as a process of its own: options, folder lock, ready line on stdout, clean end. */
export const servePiece = async <const Port extends string>(
  name: string,
  portOptions: readonly Port[],
  start: (options: PieceOptions<Port>) => Promise<RunningPiece>,
): Promise<void> => {
  const command = new Command(name)
    .requiredOption("--data-dir <dir>", `folder of the stack; the ${name} keeps to its own subfolder`)
    .option("--stop-with-parent", "end when stdin closes");
  for (const option of portOptions)
    command.option(`--${option} <port>`, "port on 127.0.0.1, 0 picks a free one", port, 0);
  command.parse();
  const options = command.opts<Record<string, unknown>>();
  const toKey = (option: string): string => option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const folder = join(String(options["dataDir"]), name);
  try {
    mkdirSync(folder, { recursive: true });
    takeFolder(folder);
    const piece = await start({
      folder,
      ports: Object.fromEntries(portOptions.map((option) => [option, Number(options[toKey(option)])])) as Record<
        Port,
        number
      >,
    });
    stopOnRequest(piece, options["stopWithParent"] === true);
    console.log(JSON.stringify({ event: "ready", ...piece.ready }));
  } catch (error) {
    console.error(error instanceof WrongUse ? error.message : describeFailure(name, error));
    process.exit(2);
  }
};
