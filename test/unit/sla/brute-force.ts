import { Temporal } from "temporal-polyfill";

/** A question to the simple computation, in plain words. */
export interface Question {
  readonly from: string;
  readonly amount: number;
  readonly unit: "businessDays" | "calendarDays";
  readonly zone: string;
  readonly close: string;
  /** Dates of holidays. */
  readonly holidays: ReadonlySet<string>;
}

/** The due time by walking from day to day with Temporal alone; shares no code with the clock. */
export const walk = ({ from, amount, unit, zone, close, holidays }: Question): { dueAt: string; counted: string[] } => {
  let day = Temporal.Instant.from(from).toZonedDateTimeISO(zone).toPlainDate();
  const counts = (): boolean => unit === "calendarDays" || (day.dayOfWeek <= 5 && !holidays.has(day.toString()));
  const counted: string[] = [];
  while (counted.length < amount) {
    day = day.add({ days: 1 });
    if (counts()) counted.push(day.toString());
  }
  const due = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(close) });
  return { dueAt: due.toInstant().toString(), counted };
};
