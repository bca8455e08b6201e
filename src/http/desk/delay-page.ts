import type { TellDelayResult } from "../../core/verbs/tell-delay.ts";
import type { RouteAnswer, Verbs } from "../route.ts";
import { reviewLink } from "./links.ts";
import type { PreviewVisit } from "./review-page.ts";
import { toTimeView, zoneName } from "./time-view.ts";

/** What somebody filled in, as it came. */
export interface DelayForm {
  readonly reason: string;
  /** Business days from now; what is no number is refused by the verb. */
  readonly businessDays: string;
}

/** An empty form, or what it was filled in with. */
export const readDelayForm = (form: URLSearchParams): DelayForm => ({
  reason: form.get("reason") ?? "",
  businessDays: form.get("businessDays") ?? "2",
});

/** The request that a form asks the verb with. */
export const toDelayRequest = ({ reason, businessDays }: DelayForm, by: string, dryRun: boolean): object => ({
  reason,
  businessDays: Number(businessDays),
  by,
  dryRun,
});

type Preview = Extract<TellDelayResult, { kind: "dryRun" }>;

/** The page on which a publisher is told of a delay. Throws `SUBMISSION_UNKNOWN`. */
export const showDelayPage = async (
  verbs: Verbs,
  named: string,
  form: DelayForm,
  { status = 200, problems = [], preview }: PreviewVisit<Preview> = {},
): Promise<RouteAnswer> => {
  const { review, clock } = await verbs.showDossier(named);
  const zone = clock.terms?.zone;
  const link = reviewLink(review.submissionId);
  return {
    status,
    page: {
      page: "delay",
      title: "Tell the publisher",
      view: {
        offerName: review.offer.name,
        reviewLink: link,
        delayLink: `${link}/delay-notice`,
        refusals: problems,
        ...form,
        zone: zoneName(zone),
        due: clock.dueAt === undefined ? null : toTimeView(clock.dueAt, zone),
        told: clock.promise === undefined ? null : toTimeView(clock.promise.expectedAt, zone),
        preview:
          preview === undefined
            ? null
            : {
                expected: toTimeView(preview.notice.expectedAt, zone),
                mails: preview.mails.map(({ to, subject, text }) => ({ to: to.address, subject, text })),
              },
      },
    },
  };
};
