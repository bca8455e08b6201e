import * as z from "zod";
import { earlier, type Instant } from "../instant.ts";
import { ANY_VERSION, type EntityStore } from "../ports.ts";
import { lateByDaySchema } from "../sla/forecast.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { listAll, listRows, pagesOf } from "./list-rows.ts";
import { parseStored } from "./parse-row.ts";

/** A forecast as it was made. */
const forecastSchema = z.object({ asOf: storedInstant, days: z.array(lateByDaySchema) });
export type KeptForecast = Stored<typeof forecastSchema>;

/** What was forecast, one row a day. */
export interface ForecastLog {
  /** Whether the day, `YYYY-MM-DD`, has its forecast, and the earlier of `now` and the ledger's own clock. */
  look(day: string, now: Instant): Promise<{ readonly isKept: boolean; readonly now: Instant }>;
  /** Keeps the forecast of a day; of two that are made at once, one. */
  keep(day: string, forecast: KeptForecast): Promise<void>;
  /** Forgets the days before this one. */
  forgetBefore(day: string): Promise<void>;
  /** The forecasts of a day and of those after it, oldest first. */
  since(day: string): Promise<KeptForecast[]>;
}

/** Partition, in the table of states, of the forecasts that were kept. */
export const FORECASTS_PARTITION = "forecasts";

/** The log on an entity store. */
export const makeForecastLog = (store: EntityStore): ForecastLog => ({
  look: async (day, now) => {
    let at = now;
    for await (const page of pagesOf(store, "state", FORECASTS_PARTITION, { from: day, to: `${day}~` }, { limit: 1 })) {
      at = earlier(now, page.now);
      if (page.entities.length > 0) return { isKept: true, now: at };
    }
    return { isKept: false, now: at };
  },
  keep: async (day, forecast) => {
    const blobs = { forecast: JSON.stringify(forecast) };
    await store.transact("state", FORECASTS_PARTITION, [{ kind: "insert", rowKey: day, fields: {}, blobs }]);
  },
  forgetBefore: async (day) => {
    for (const { rowKey } of await listRows(store, "state", FORECASTS_PARTITION, { to: day })) {
      await store.transact("state", FORECASTS_PARTITION, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
    }
  },
  since: async (day) =>
    (await listAll(store, "state", FORECASTS_PARTITION, { from: day })).map((row) =>
      parseStored(row, "forecast", forecastSchema),
    ),
});
