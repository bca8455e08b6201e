import { type Instant, toEpochMs } from "../instant.ts";
import type { MailQuota } from "./quota-lanes.ts";
import type { TakenSlots } from "./quota-slots.ts";

/** How much of the provider's quota was taken; what is absent is not limited. */
export interface QuotaUse extends MailQuota {
  readonly lastMinute: number;
  readonly lastHour: number;
  /** Slots that are given and have not come yet: so many mails wait. */
  readonly ahead: number;
}

/** Counts the slots of both lanes in the last minute and hour, the current second included, and those to come. */
export const quotaUse = (quota: MailQuota, { ordinary, alerts }: TakenSlots, now: Instant): QuotaUse => {
  const second = Math.floor(toEpochMs(now) / 1000);
  const within = (from: number, to: number): number =>
    [...ordinary, ...alerts]
      .filter((run) => run.second > from && run.second <= to)
      .reduce((sum, { count }) => sum + count, 0);
  return {
    ...quota,
    lastMinute: within(second - 60, second),
    lastHour: within(second - 3600, second),
    ahead: within(second, Number.POSITIVE_INFINITY),
  };
};
