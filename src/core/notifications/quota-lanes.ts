/** At most `slots` mails in any span of this length. */
export interface QuotaWindow {
  readonly slots: number;
  readonly inMs: number;
}

/** The provider's quota; what is absent is not limited. */
export interface MailQuota {
  readonly perMinute?: number;
  readonly perHour?: number;
}

/** What mails to publishers may use, and what is kept free for alerts; no lane where there is nothing to keep. */
export interface QuotaLanes {
  readonly ordinary: readonly QuotaWindow[];
  readonly alerts?: readonly QuotaWindow[];
}

/** A slot may be used this long after its instant. Spans are longer by as much, so that the mails themselves keep the quota, not only their slots. */
export const SLOT_VALID_IN_MS = 5_000;

const MINUTE_IN_MS = 60_000 + SLOT_VALID_IN_MS;
const HOUR_IN_MS = 3_600_000 + SLOT_VALID_IN_MS;
/** As many as one host works on at once; more in the same second would miss their slots. */
const BURST_SLOTS = 16;
/** A minute's mails are spread over half of it when they are many. */
const BURSTS_A_MINUTE = 30;

/** The windows of each lane: together they are the quota. One slot a minute, and a tenth of an hour's, are the alerts' own. */
export const quotaLanes = ({ perMinute, perHour }: MailQuota): QuotaLanes | undefined => {
  if (perMinute === undefined && perHour === undefined) return undefined;
  const aMinute = perMinute === undefined || perMinute > 1 ? 1 : 0;
  const anHour = perHour === undefined ? 60 : Math.min(60, Math.floor(perHour / 10), perHour - 1);
  const kept = aMinute === 0 ? 0 : Math.max(anHour, perHour !== undefined && perHour > 1 ? 1 : 0);
  const perMinuteOrHour = perMinute ?? (perHour ?? 0) / 60;
  const burst = Math.max(BURST_SLOTS, Math.ceil(perMinuteOrHour / BURSTS_A_MINUTE));
  return {
    ordinary: [
      { slots: burst, inMs: 1_000 },
      ...(perMinute === undefined ? [] : [{ slots: perMinute - (kept === 0 ? 0 : aMinute), inMs: MINUTE_IN_MS }]),
      ...(perHour === undefined ? [] : [{ slots: perHour - kept, inMs: HOUR_IN_MS }]),
    ],
    ...(kept === 0
      ? {}
      : {
          alerts: [
            { slots: 1, inMs: MINUTE_IN_MS },
            { slots: kept, inMs: HOUR_IN_MS },
          ],
        }),
  };
};
