import { spawn } from "node:child_process";
import { join, relative } from "node:path";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { watchSources } from "../local/stack/watch-sources.ts";
import { everySetting } from "../src/config/settings-schema.ts";
import { NotifierError } from "../src/core/errors.ts";
import { bareAddress } from "../src/core/mailbox.ts";
import { makePreview, type PreviewOptions } from "./preview/make-preview.ts";
import { previewAll } from "./preview/preview-all.ts";
import { servePreview } from "./preview/serve-preview.ts";

interface Options {
  readonly all?: string;
  readonly png: boolean;
  readonly out: string;
  readonly open?: boolean;
  readonly watch?: boolean;
}

const readSettings = (): Pick<PreviewOptions, "zone" | "linkHosts" | "replyTo" | "articlesDir" | "templatesDir"> => {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const settings = everySetting
    .pick({
      SLA_TIME_ZONE: true,
      LINK_HOSTS: true,
      EMAIL_FROM: true,
      EMAIL_REPLY_TO: true,
      ARTICLES_DIR: true,
      TEMPLATES_DIR: true,
    })
    .parse(given);
  return {
    zone: settings.SLA_TIME_ZONE,
    linkHosts: settings.LINK_HOSTS,
    replyTo: bareAddress(settings.EMAIL_REPLY_TO ?? settings.EMAIL_FROM),
    articlesDir: settings.ARTICLES_DIR,
    templatesDir: settings.TEMPLATES_DIR,
  };
};

/** Writes the preview and says so; false when the event mails nobody. */
const write = async (options: PreviewOptions): Promise<boolean> => {
  const made = await makePreview(options);
  if (made.kind === "noMail") {
    console.log(made.reason);
    return false;
  }
  console.log(`${made.rendered.subject}`);
  for (const remark of made.removed) console.log(`  ${remark}`);
  for (const name of ["index.html", "mail.html", "mail.txt"]) console.log(`  ${relative("", join(options.out, name))}`);
  return true;
};

const openInBrowser = (url: string): void => {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  // A machine without a browser shows the address, which was printed before.
  spawn(command, [url], { stdio: "ignore" }).on("error", () => {});
};

const describe = (error: unknown): string =>
  error instanceof NotifierError
    ? [error.message, ...error.problems.map((problem) => `  ${problem}`)].join("\n")
    : error instanceof Error
      ? error.message
      : String(error);

const stayUp = async (options: PreviewOptions, open: boolean): Promise<void> => {
  const server = await servePreview(options.out);
  console.log(`\n${server.url}  reloads when an article, a policy or a template changes; Ctrl-C ends.`);
  if (open) openInBrowser(server.url);
  const { articlesDir, templatesDir, eventFile } = options;
  const watcher = watchSources(
    async (paths) => {
      console.log(`\nChanged: ${paths.join(", ")}`);
      try {
        await write(options);
        server.reload();
      } catch (error) {
        console.error(describe(error));
      }
    },
    [eventFile, articlesDir, templatesDir].filter((path) => path !== undefined),
  );
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  watcher.stop();
  server.close();
};

const program = new Command("npm run preview --")
  .description(
    "Writes the mail that an event would cause: HTML, text, and a page that shows both in light, dark and narrow.",
  )
  .argument("[event.json]", "one event, as it would be published")
  .option(
    "--all <folder>",
    "instead of an event: every kind of mail in every count and language, with pictures of each",
  )
  .option("--no-png", "with --all: no pictures, which need a Chromium")
  .option("--out <folder>", "where to write", join(".local", "preview"))
  .option("--watch", "serve the page and reload it on change")
  .option("--open", "the same, and open it in the browser")
  .exitOverride(exitForWrongUse)
  .action(async (eventFile: string | undefined, { all, png, out, open = false, watch = false }: Options, command) => {
    if ((all === undefined) === (eventFile === undefined))
      command.error("error: give either an event or --all <folder>");
    const settings = readSettings();
    if (all !== undefined) {
      const templatesDir = settings.templatesDir ?? join(import.meta.dirname, "../templates");
      await previewAll({ out: all, templatesDir, png, say: console.log });
    }
    if (eventFile === undefined) return;
    const options = { eventFile, out, ...settings };
    const isMail = await write(options);
    if (isMail && (open || watch)) await stayUp(options, open);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(describe(error));
  process.exitCode = (error as NodeJS.ErrnoException).code === "ENOENT" ? 2 : 1;
}
