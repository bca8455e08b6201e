import type { Instant } from "../instant.ts";
import { judgeLink } from "../notifications/compose/safe-link.ts";
import { present } from "../present.ts";
import type { Step } from "./next-step.ts";
import type { ReviewTimes } from "./review-times.ts";
import type { ReportSeen, SubmissionSeen } from "./submission.ts";

/** Where an event that was made of what Partner Center shows says it comes from. */
export const PARTNER_CENTER = "/partner-center/ingestion";

/** What an event tells of. */
export interface StepFacts {
  readonly submission: Pick<SubmissionSeen, "id" | "environment">;
  readonly step: Step;
  /** How many steps of this submission were told with it. */
  readonly count: number;
  readonly offer: { readonly id: string; readonly name: string; readonly type: string };
  readonly publisherId: string;
  readonly contacts: readonly string[];
  readonly times: ReviewTimes;
  readonly report: ReportSeen | undefined;
  readonly linkHosts: readonly string[];
  /** Stands for an instant that Partner Center does not say. */
  readonly now: Instant;
}

/** The CloudEvent that tells one step of a submission, with an id that is made of the submission and the step. */
export const toStepEvent = (facts: StepFacts) => {
  const { submission, step, count, offer, publisherId, contacts, times, now } = facts;
  const type = step === "submitted" || step === "cancelled" ? step : "completed";
  return {
    specversion: "1.0",
    id: eventIdOf(submission.id, count, step),
    source: PARTNER_CENTER,
    type: `marketplace.certification.${type}`,
    subject: `reviews/${submission.id}`,
    time: now,
    datacontenttype: "application/json",
    data: {
      submissionId: submission.id,
      offer,
      publisher: { id: publisherId },
      contacts: contacts.map((email) => ({ email })),
      ...present({ submittedAt: times.startedAt, environment: submission.environment }),
      ...dataOf(facts),
    },
  };
};

const eventIdOf = (submissionId: string, count: number, step: Step): string => `${submissionId}/${count}-${step}`;

const dataOf = ({ step, times, report, linkHosts, now }: StepFacts): object => {
  switch (step) {
    case "submitted":
      return { submittedAt: times.startedAt ?? now };
    case "cancelled":
      return { cancelledAt: now };
    default:
      return present({
        completedAt: times.endedAt ?? report?.reportedAt ?? now,
        outcome: step,
        findings: [],
        reportUrl: linkOf(report?.fileUri, linkHosts),
      });
  }
};

/** Most reports lie in a store whose links are keys that expire: nothing for a mail. */
const linkOf = (fileUri: string | undefined, linkHosts: readonly string[]): string | undefined => {
  const verdict = fileUri === undefined ? undefined : judgeLink(fileUri, linkHosts);
  return verdict?.kind === "allowed" ? verdict.url : undefined;
};
