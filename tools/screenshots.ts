import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { startDeskStack } from "../local/demo/start-desk-stack.ts";
import { buildApp } from "../local/stack/build-app.ts";
import { drawDesk, isPicture, PAGES, SHOWN } from "./screenshots/draw-desk.ts";

let named: readonly string[] = [];

/** Those that are named take the place of those that the docs show. */
function parsePictures(name: string): readonly string[] {
  if (!isPicture(name)) throw new InvalidArgumentError("No page is called so.");
  named = [...named, name];
  return named;
}

const ROOT = resolve(import.meta.dirname, "..");

const command = new Command("npm run screenshots --")
  .description(
    "Starts the local stack with a team's reviews in it, and draws the pages of the desk that the docs show, or those that are named.\n" +
      `A name is a page, then dark or a width or both, such as board-dark-360. Pages: ${Object.keys(PAGES).join(", ")}. Needs a Chromium.`,
  )
  .argument("[pictures...]", "what is drawn", parsePictures, [...SHOWN])
  .option("--out <folder>", "where the pictures go", join(ROOT, "docs/images"))
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const { out } = command.opts<{ out: string }>();
const [pictures] = command.processedArgs as [readonly string[]];

const dataDir = mkdtempSync(join(tmpdir(), "certification-notifier-screenshots-"));
mkdirSync(out, { recursive: true });
const desk = await startDeskStack(dataDir, async () => await buildApp(() => {}));
try {
  for (const file of await drawDesk(desk, out, pictures)) console.log(file);
} finally {
  await desk.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
