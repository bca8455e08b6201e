import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { buildApp, packageApp } from "../stack/build-app.ts";
import { PROJECT_ROOT, readStackSettings, type StackSettings } from "../stack/settings.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { untilStopped } from "../stack/until-stopped.ts";
import { WrongUse } from "../stack/wrong-use.ts";
import { play } from "./play.ts";
import { makeProgress } from "./progress.ts";
import { listMissing, renderTable } from "./result-table.ts";
import { loadSamples } from "./samples.ts";
import { seedDesk } from "./seed-desk.ts";

const TIMEOUT_IN_MS = 60_000;
const DEFAULTS = { HTTP_PORT: "0", SERVICE_BUS_PORT: "0", TABLES_PORT: "0", SMTP_PORT: "0", INBOX_PORT: "0" };

const say = (text = ""): void => console.log(text);

/** The environment alone: what a `local.settings.json` names may be a real namespace, and samples do not belong there. */
const readDemoSettings = (): { settings: StackSettings; cleanUp: () => void } => {
  if (process.env["SMTP_URL"])
    throw new WrongUse(["SMTP_URL is set: the demo reads its mails back from the local inbox, so unset it"]);
  const folder = process.env["DATA_DIR"] ? undefined : mkdtempSync(join(tmpdir(), "certification-notifier-demo-"));
  const settings = readStackSettings({ ...DEFAULTS, ...(folder ? { DATA_DIR: folder } : {}), ...process.env }, {});
  return { settings, cleanUp: () => folder && rmSync(folder, { recursive: true, force: true }) };
};

const renderLinks = ({ readyLine }: Stack): string =>
  [
    `  Desk   ${readyLine.http}/api/desk`,
    `  Inbox  ${readyLine.inbox}`,
    `  API    ${readyLine.http}/api   x-functions-key: ${readyLine.functionKey}`,
    `  Queue  SERVICE_BUS='${readyLine.serviceBus}' npm run send -- FILE`,
  ].join("\n");

/** Gives the team something to look at; the sentence about what went wrong, if anything. */
const fillDesk = async ({ readyLine, masterKey }: Stack): Promise<string | undefined> => {
  const { http, functionKey, serviceBus } = readyLine;
  try {
    await seedDesk({
      http: http ?? "",
      functionKey: functionKey ?? "",
      masterKey: masterKey ?? "",
      serviceBus: serviceBus ?? "",
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Plays the samples on a running stack and prints what came of them; gives the sentences about what is missing. */
const show = async (stack: Stack, settings: StackSettings, isStopped: () => boolean): Promise<readonly string[]> => {
  const tracks = loadSamples(settings.app["SLA_ALERT_RECIPIENTS"]);
  const startedAt = performance.now();
  const { unexpected, resend } = await play(stack, tracks, {
    progress: makeProgress(process.stdout),
    timeoutInMs: TIMEOUT_IN_MS,
    isStopped,
  });
  const mails = tracks.reduce((sum, track) => sum + track.mails.length, 0);
  say(`\n${renderTable(tracks)}\n`);
  for (const { expectation, problems } of tracks) {
    if (problems) say(`  ${expectation.event} was put aside whole, because:\n${problems.replace(/^/gm, "    ")}\n`);
  }
  if (resend.to) say(`  Resend over HTTP: the mail reached ${resend.to} again in ${resend.ms} ms.`);
  say(`  ${mails} mails for ${tracks.length} events in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
  const onDesk = isStopped() ? "it was stopped" : await fillDesk(stack);
  say(`${renderLinks(stack)}\n`);
  return [
    ...listMissing(tracks),
    ...unexpected.map(({ to, subject }) => `unexpected mail to ${to.join(", ")}: ${subject}`),
    ...(resend.problem === undefined ? [] : [resend.problem]),
    ...(onDesk === undefined ? [] : [`the desk's reviews: ${onDesk}`]),
  ];
};

/** The demo from start to end; resolves with the exit code. */
export const runDemo = async ({ exit, usePackage }: { exit: boolean; usePackage: boolean }): Promise<number> => {
  let isStopped = false;
  const stopped = untilStopped().then(() => {
    isStopped = true;
  });
  const { settings, cleanUp } = readDemoSettings();
  mkdirSync(settings.dataDir, { recursive: true });
  const recent: string[] = [];
  const logFile = createWriteStream(join(settings.dataDir, "demo.log"));
  const log = (line: string): void => {
    logFile.write(`${line}\n`);
    recent.push(line);
    if (recent.length > 30) recent.shift();
  };
  let stack: Stack | undefined;
  try {
    say("Starting Service Bus broker, tables, inbox and functions host…");
    const startedAt = performance.now();
    const appDir = usePackage ? join(settings.dataDir, "package") : PROJECT_ROOT;
    const prepareHost = () => (usePackage ? packageApp(appDir, log) : buildApp(log));
    stack = await startStack(settings, { withHost: true, appDir, log, prepareHost });
    say(
      `Ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Publishing ${styleText("bold", "samples/")}:\n`,
    );
    const missing = await show(stack, settings, () => isStopped);
    if (missing.length > 0) {
      console.error(`Missing:\n${missing.map((each) => `  - ${each}`).join("\n")}\n`);
      console.error(`Last lines of the log:\n${recent.map((each) => `  ${each}`).join("\n")}`);
    }
    if (!exit && !isStopped) {
      say("  Ctrl-C ends everything.");
      await stopped;
    }
    return missing.length > 0 ? 1 : 0;
  } catch (error) {
    if (isStopped && !(error instanceof WrongUse)) return exit ? 1 : 0;
    for (const line of recent) console.error(`  ${line}`);
    throw error;
  } finally {
    await stack?.stop();
    await new Promise((resolve) => logFile.end(resolve));
    cleanUp();
  }
};
