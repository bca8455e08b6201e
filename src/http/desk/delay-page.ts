import type { TellDelayResult } from "../../core/verbs/tell-delay.ts";
import type { FormPage } from "./form-page.ts";
import { toTimeView, zoneName } from "./time-view.ts";

interface DelayForm {
  readonly reason: string;
  /** Business days from now; what is no number is refused by the verb. */
  readonly businessDays: string;
}

/** The page on which a publisher is told of a delay. */
export const delayPage: FormPage<DelayForm, TellDelayResult> = {
  page: "delay",
  title: "Tell the publisher",
  path: "delay-notice",
  done: "told",
  read: (form) => ({ reason: form.get("reason") ?? "", businessDays: form.get("businessDays") ?? "2" }),
  ask: async (verbs, submissionId, { reason, businessDays }, by, dryRun) =>
    await verbs.tellDelay(submissionId, { reason, businessDays: Number(businessDays), by, dryRun }),
  toView: (filled, { clock }, preview) => {
    const zone = clock.terms?.zone;
    return {
      ...filled,
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
    };
  },
};
