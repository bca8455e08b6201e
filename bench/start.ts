import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { buildSync } from "esbuild";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";

const ROOT = resolve(import.meta.dirname, "..");
const LOADER = join(ROOT, "test/helpers/load-package-main.ts");

/** Those that the app has in Azure, with no key in them. */
const SETTINGS = {
  EMAIL_PROVIDER: "acs",
  EMAIL_FROM: "DoNotReply@notifier.example",
  SERVICE_BUS__fullyQualifiedNamespace: "notifier.servicebus.windows.net",
  TABLES__tableServiceUri: "https://ledger.table.core.windows.net",
  ACS__endpoint: "https://notifier.communication.azure.com",
  SLA_ALERT_RECIPIENTS: "sla-team@notifier.example",
};

/** Tells with its last breath what the process has cost. */
const TELL_CPU = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); console.error((user + system) / 1000); });',
)}`;

const EMPTY_APP = 'import { app } from "@azure/functions"; app.http("ping", { handler: () => ({ status: 204 }) });';

interface Start {
  readonly wallInMs: number;
  readonly cpuInMs: number;
}

/** From spawn until the functions are known, start hook included. What Node compiled is kept in `cache`, or nowhere. */
const startOnce = (appDir: string, cache: string | undefined): Start => {
  const keeping = cache === undefined ? { NODE_DISABLE_COMPILE_CACHE: "1" } : { TMPDIR: cache };
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", TELL_CPU, LOADER, appDir], {
    cwd: appDir,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...SETTINGS, ...keeping },
  });
  const wallInMs = performance.now() - startedAt;
  if (status !== 0) throw new Error(stderr);
  return { wallInMs, cpuInMs: Number(stderr.trim().split("\n").at(-1)) };
};

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;

const run = ({ runs, beside }: { runs: number; beside?: string }): void => {
  const folder = mkdtempSync(join(tmpdir(), "bench-start-"));
  try {
    const app = join(folder, "app");
    const packed = spawnSync(process.execPath, [join(ROOT, "tools/package.ts"), "--out", app], { encoding: "utf8" });
    if (packed.status !== 0) throw new Error(packed.stderr);
    const empty = join(folder, "empty");
    for (const file of ["host.json", "package.json"]) cpSync(join(app, file), join(empty, file));
    buildEmpty(join(empty, "dist/index.cjs"));
    const started: readonly { what: string; appDir: string; cache?: string }[] = [
      { what: "an app with one empty function", appDir: empty },
      { what: "this app, its first start on a machine", appDir: app },
      { what: "this app, every other start", appDir: app, cache: folder },
      ...(beside === undefined ? [] : [{ what: beside, appDir: resolve(beside) }]),
    ];
    const starts = started.map((): Start[] => []);
    for (const { appDir, cache } of started) startOnce(appDir, cache); // files read, and what is kept is there
    for (let round = 0; round < runs; round += 1) {
      for (const [index, { appDir, cache }] of started.entries()) starts[index]?.push(startOnce(appDir, cache));
    }
    const figures = starts.map((all) => ({
      wall: median(all.map(({ wallInMs }) => wallInMs)),
      cpu: median(all.map(({ cpuInMs }) => cpuInMs)),
    }));
    const ratio = (figure: number, base: number | undefined): number => Number((figure / (base ?? 1)).toFixed(2));
    console.table(
      Object.fromEntries(
        figures.map(({ wall, cpu }, index) => [
          started[index]?.what,
          { time: ratio(wall, figures[0]?.wall), processor: ratio(cpu, figures[0]?.cpu) },
        ]),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const buildEmpty = (outfile: string): void => {
  buildSync({
    stdin: { contents: EMPTY_APP, resolveDir: ROOT },
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    external: ["@azure/functions-core"],
  });
};

const program = new Command("bench start")
  .description(
    "Measures from spawn until the functions are known, of the packaged app and of an empty one, both as the package's test loads them: ratios, medians of starts in turn.",
  )
  .option("--runs <n>", "starts of each", toCount, 15)
  .option("--beside <folder>", "another package to start in turn with this one, of an older version say")
  .exitOverride(exitForWrongUse)
  .action(run);

program.parse();
