import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { WorkflowSeen } from "./submission.ts";

/** When a review started and ended, as far as Partner Center says it. */
export interface ReviewTimes {
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
}

const CERTIFICATION = /certif/i;

/**
 * The times of a review: those of the latest workflow that has certification in its type or steps, else of the first workflow. Names and states
 * of workflows are not documented; those that are known in other interfaces of Partner Center have this part of a word.
 */
export const reviewTimes = (workflows: readonly WorkflowSeen[]): ReviewTimes => {
  const byStart = [...workflows].sort((a, b) => ((a.startedAt ?? "") < (b.startedAt ?? "") ? -1 : 1));
  const started = byStart.filter(({ startedAt }) => startedAt !== undefined);
  const workflow = started.findLast(hasCertification) ?? started[0];
  if (workflow === undefined) return {};
  const step = workflow.steps.find(({ name }) => CERTIFICATION.test(name));
  return present({ startedAt: workflow.startedAt, endedAt: step?.completedAt ?? workflow.completedAt });
};

const hasCertification = ({ type, steps }: WorkflowSeen): boolean =>
  CERTIFICATION.test(type) || steps.some(({ name }) => CERTIFICATION.test(name));
