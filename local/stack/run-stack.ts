import { findSettingProblems } from "./app-settings.ts";
import { maskPassword } from "./mask-password.ts";
import { readStackSettings } from "./settings.ts";
import { type Stack, type StackOptions, startStack } from "./start-stack.ts";
import { renderSummary } from "./summary.ts";
import { untilStopped } from "./until-stopped.ts";
import { WrongUse } from "./wrong-use.ts";

export interface RunOptions extends Omit<StackOptions, "log"> {
  readonly json: boolean;
  /** Print the password in `SMTP_URL`, which is masked otherwise. */
  readonly showSecrets: boolean;
  /** Called once everything runs; what it returns is ended before the stack is. */
  readonly whenReady?: (stack: Stack) => { stop(): void };
}

/** Every line that is not the ready line goes to stderr, so that stdout can be read by a machine. */
export const logLine = (line: string): void => console.error(line);

/** Starts the stack, says where it is, and keeps it until a signal; then ends it and gives the exit code. */
export const runStack = async ({ json, showSecrets, whenReady, ...options }: RunOptions): Promise<number> => {
  const stopped = untilStopped();
  let wasStopped = false;
  void stopped.then(() => {
    wasStopped = true;
  });
  const settings = readStackSettings(undefined, undefined, (read) =>
    options.withHost ? findSettingProblems(read, options.mail) : [],
  );
  let stack: Stack;
  try {
    stack = await startStack(settings, { ...options, log: logLine });
  } catch (error) {
    // Ctrl-C reaches the pieces too, and one of them may then end before it was ready: that is no failure.
    if (wasStopped && !(error instanceof WrongUse)) return 0;
    throw error;
  }
  const { smtp } = stack.readyLine;
  const shown = smtp === null || showSecrets ? stack.readyLine : { ...stack.readyLine, smtp: maskPassword(smtp) };
  if (!wasStopped) console.log(json ? JSON.stringify(shown) : renderSummary(shown, settings.dataDir));
  const extra = whenReady?.(stack);
  await stopped;
  if (!json) logLine("stopping…");
  extra?.stop();
  await stack.stop();
  return 0;
};
