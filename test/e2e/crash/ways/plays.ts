import type { Way } from "../points.ts";
import { acs } from "./acs.ts";
import { acsSilent } from "./acs-silent.ts";
import { event } from "./event.ts";
import type { Play } from "./play.ts";
import { rejected } from "./rejected.ts";
import { report } from "./report.ts";
import { resend } from "./resend.ts";
import { retry } from "./retry.ts";
import { sweepOverdue } from "./sweep.ts";

/** The play of each way, in the order in which they are played: the one that leaves the mail server down comes last. */
export const PLAYS: Readonly<Record<Way, Play>> = {
  sweep: sweepOverdue,
  event,
  rejected,
  resend,
  report,
  retry,
  "acs silent": acsSilent,
  acs,
};
