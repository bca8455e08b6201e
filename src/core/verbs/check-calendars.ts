import { inParallel } from "../in-parallel.ts";
import { PROVISIONAL_PARTITION } from "../ledger/keys.ts";
import { listRows } from "../ledger/list-rows.ts";
import { readRecord } from "../ledger/review-rows.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { type CalendarCatalogue, calendarHorizons } from "../sla/calendar-catalogue.ts";
import type { Found } from "./check-health.ts";

const CONCURRENCY = 16;

/** Looks for reviews whose due time is not known: nobody announces them. */
export const checkDueTimes = async ({ store }: { readonly store: EntityStore }): Promise<Found> => {
  const entities = await listRows(store, "state", PROVISIONAL_PARTITION, {});
  let provisional = 0;
  await inParallel(entities, CONCURRENCY, async ({ rowKey }) => {
    const record = await readRecord(store, rowKey);
    if (record?.clock.isProvisional) provisional += 1;
  });
  return provisional === 0
    ? { status: "green", message: "Every running clock has its due time." }
    : { status: "red", message: `${provisional} reviews need a calendar that reaches further.` };
};

/** Looks how far the calendar reaches that new clocks start with. */
export const checkCalendar = ({
  calendars,
  clock,
  calendar,
}: {
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
  readonly calendar: string;
}): Found => {
  const { reference } = calendars.current(calendar);
  const horizon = calendarHorizons(calendars, clock.now()).find((one) => one.calendar === reference);
  if (horizon === undefined) return { status: "red", message: "The calendar of new clocks is not installed." };
  const shown = { calendar: horizon };
  if (horizon.isShort) return { status: "amber", message: "The calendar ends in less than 12 months.", ...shown };
  if (horizon.incomplete) return { status: "amber", message: "The calendar lacks some holidays.", ...shown };
  return { status: "green", message: `The calendar reaches to ${horizon.to}.`, ...shown };
};
