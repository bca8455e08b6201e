import type { Way } from "./points.ts";
import { LIMIT_IN_MS, type PointResult } from "./run-matrix.ts";

/** How each way ends; nothing else is sound. */
const ENDS: Readonly<Record<Way, RegExp>> = {
  sweep: /^accepted, breached, announced 1×$/,
  event: /^accepted$/,
  rejected: /^(1 copy|[2-9] copies), listed 1×$/,
  resend: /^accepted$/,
  report: /^bounced, reported 1×, team told 1×$/,
  retry: /^accepted$/,
  "acs silent": /^accepted, requested 1×$/,
  acs: /^accepted, requested 1×$/,
};

/**
 * Nothing lost and nothing twice; a second mail only by SMTP, after a call whose answer nobody could keep, and then the
 * row says so. What has not come to its end, or ended in any other state, is not sound.
 */
export const isSound = ({ way, effect, when, mails, state, isUnknownKept, recoveryInMs }: PointResult): boolean => {
  if (recoveryInMs === undefined || !ENDS[way].test(state)) return false;
  if (way === "rejected") return mails === 0;
  const isBySmtp = way === "event" || way === "resend";
  const mayDouble = isBySmtp && effect === "mail" && when === "after";
  return mails === 1 || (mails === 2 && mayDouble && isUnknownKept);
};

/** True when recovery took no longer than promised. */
export const isInTime = ({ recoveryInMs, limitInMs = LIMIT_IN_MS }: PointResult): boolean =>
  recoveryInMs !== undefined && recoveryInMs < limitInMs;
