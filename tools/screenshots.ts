import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { startDeskStack } from "../local/demo/start-desk-stack.ts";
import { buildApp } from "../local/stack/build-app.ts";
import { drawDesk } from "./screenshots/draw-desk.ts";

const ROOT = resolve(import.meta.dirname, "..");

const { out } = new Command("npm run screenshots --")
  .description("Starts the local stack with a team's reviews in it, and draws the pages of the desk. Needs a Chromium.")
  .option("--out <folder>", "where the pictures go", join(ROOT, "docs/images"))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ out: string }>();

const dataDir = mkdtempSync(join(tmpdir(), "certification-notifier-screenshots-"));
mkdirSync(out, { recursive: true });
const desk = await startDeskStack(dataDir, async () => await buildApp(() => {}));
try {
  for (const file of await drawDesk(desk.http, out)) console.log(file);
} finally {
  await desk.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
