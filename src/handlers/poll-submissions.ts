import type { TimerHandler } from "@azure/functions";
import type { Log } from "../core/ports.ts";
import type { PollSubmissions } from "../core/verbs/poll-submissions.ts";
import { toReport } from "./to-report.ts";

/** Runs the poller once. What a run could not ask for, the next one does. */
export const makePollSubmissionsHandler =
  (pollWith: (report: Log) => PollSubmissions): TimerHandler =>
  async (_timer, context) => {
    const { seen, told, unclear, stopped } = await pollWith(toReport(context))();
    const end = stopped === undefined ? "" : ` It ended early: ${stopped}.`;
    context.log(
      `Partner Center: ${seen} submissions seen, ${told} events sent, ${unclear} answers not understood.${end}`,
    );
  };
