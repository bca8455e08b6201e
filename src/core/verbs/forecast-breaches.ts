import * as z from "zod";
import { checkRequest } from "../check-request.ts";
import { plusMs } from "../instant.ts";
import type { ForecastLog } from "../ledger/forecast-log.ts";
import { sameType } from "../ledger/list-keys.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import type { Clock } from "../ports.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { toDate } from "../sla/civil-day.ts";
import {
  calibrateForecast,
  calibrationOfDaySchema,
  comparedForecastSchema,
  compareForecasts,
  forecastLate,
  lateByDaySchema,
  planWork,
  throughputByType,
  workItemSchema,
} from "../sla/forecast.ts";
import { keptWithin } from "../sla/kept-within.ts";
import { zoneNamed } from "../sla/zone.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";

const KEPT_SHOWN_IN_MS = 28 * 24 * 60 * 60_000;

/** What a forecast may be asked for. */
export const forecastQuerySchema = z.object({
  days: z.coerce
    .number({ error: "must be 1 to 20" })
    .int()
    .min(1)
    .max(20)
    .default(5)
    .meta({ description: "How many business days ahead." }),
});

/** The same, as text from a query or checked before. */
export type ForecastQuery = Readonly<Partial<Record<keyof z.infer<typeof forecastQuerySchema>, unknown>>>;

/** How many open reviews will be late by day, and what to do about it. */
export const breachForecastSchema = z.object({
  /** The moment at which the ledger was read. */
  asOf: storedInstant,
  zone: z.string(),
  calendar: z.string(),
  days: z.array(lateByDaySchema),
  order: z.array(workItemSchema),
  /** Reviews that end a business day. */
  throughput: z.array(z.object({ offerType: z.string(), perDay: z.number() })),
  /** What forecasts of the last 20 business days would have said, by all that is known now of those days. */
  calibration: z.array(calibrationOfDaySchema),
  /** What was forecast in the last 28 days, as it was said then, against what came, oldest first. */
  kept: z.array(comparedForecastSchema),
  /** Of these, the share whose number came to lie from `low` to `high`, which should be 0.8; absent while there are none. */
  keptWithin: z.number().exactOptional(),
});
export type BreachForecast = Stored<typeof breachForecastSchema>;

/** What `makeForecastBreaches` needs. */
export interface ForecastDeps {
  readonly index: Pick<ReviewIndex, "all">;
  readonly forecasts: Pick<ForecastLog, "since">;
  readonly clock: Clock;
  readonly calendars: CalendarCatalogue;
  /** Code of the calendar, zone and close of business that days are counted by. */
  readonly sla: { readonly calendar: string; readonly zone: string; readonly close: string };
}

/** Forecasts breaches. Throws `REQUEST_INVALID` whose problems name every wrong part of the query. */
export type ForecastBreaches = (query: ForecastQuery) => Promise<BreachForecast>;

/** Makes the forecast from the review index. */
export const makeForecastBreaches =
  ({ index, forecasts, clock, calendars, sla }: ForecastDeps): ForecastBreaches =>
  async (query) => {
    const { days } = checkRequest(forecastQuerySchema, query);
    const now = clock.now();
    const calendar = calendars.current(sla.calendar);
    const terms = { calendar, zone: sla.zone, close: sla.close };
    // Producers write one type in several ways; it has one pace.
    const reviews = (await index.all()).map((review) => ({ ...review, offerType: sameType(review.offerType) }));
    const since = toDate(zoneNamed(sla.zone).dayOf(plusMs(now, -KEPT_SHOWN_IN_MS)));
    const kept = compareForecasts(await forecasts.since(since), reviews, terms, now);
    return {
      asOf: now,
      zone: sla.zone,
      calendar: calendar.reference,
      days: forecastLate(reviews, terms, now, days),
      order: planWork(reviews, terms, now),
      throughput: [...throughputByType(reviews, terms, now)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([offerType, perDay]) => ({ offerType, perDay: Math.round(perDay * 100) / 100 })),
      calibration: calibrateForecast(reviews, terms, now, days),
      kept,
      ...present({ keptWithin: keptWithin(kept) }),
    };
  };
