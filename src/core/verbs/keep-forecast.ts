import { isOutage } from "../errors.ts";
import { plusMs } from "../instant.ts";
import { makeForecastLog } from "../ledger/forecast-log.ts";
import { sameType } from "../ledger/list-keys.ts";
import { makeReviewIndex } from "../ledger/review-index.ts";
import type { Clock, EntityStore, Log } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { toDate } from "../sla/civil-day.ts";
import { forecastLate } from "../sla/forecast.ts";
import { zoneNamed } from "../sla/zone.ts";

/** What `makeKeepForecast` needs. */
export interface KeepForecastDeps {
  readonly store: EntityStore;
  readonly clock: Clock;
  readonly calendars: CalendarCatalogue;
  /** Code of the calendar, zone and close of business that days are counted by. */
  readonly sla: { readonly calendar: string; readonly zone: string; readonly close: string };
  /** How long forecasts are kept. */
  readonly retentionInDays: number;
}

/** Keeps the forecast of the day, once a day, so that it can be held against what came. Throws only while the ledger is away. */
export type KeepForecast = (report: Log) => Promise<void>;

const DAYS_AHEAD = 5;
const DAY_IN_MS = 86_400_000;

/** Makes the verb that the sweep calls; after the first look of a day it costs nothing. */
export const makeKeepForecast = ({ store, clock, calendars, sla, retentionInDays }: KeepForecastDeps): KeepForecast => {
  const log = makeForecastLog(store);
  const { dayOf } = zoneNamed(sla.zone);
  let lookedOn: string | undefined;
  return async (report) => {
    const day = toDate(dayOf(clock.now()));
    if (day === lookedOn) return;
    const { isKept, now } = await log.look(day, clock.now());
    // A clock that is ahead of the ledger's would forecast a day that has not begun.
    if (toDate(dayOf(now)) !== day) return;
    lookedOn = day;
    if (isKept) return;
    try {
      const reviews = (await makeReviewIndex(store).all()).map((review) => ({
        ...review,
        offerType: sameType(review.offerType),
      }));
      const terms = { calendar: calendars.current(sla.calendar), zone: sla.zone, close: sla.close };
      await log.keep(day, { asOf: now, days: forecastLate(reviews, terms, now, DAYS_AHEAD) });
      await log.forgetBefore(toDate(dayOf(plusMs(now, -retentionInDays * DAY_IN_MS))));
    } catch (error) {
      if (isOutage(error)) {
        lookedOn = undefined;
        throw error;
      }
      report("error", "No forecast can be made today.", { error: String(error) });
    }
  };
};
