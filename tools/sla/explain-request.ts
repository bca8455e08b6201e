import { z } from "zod";
import { NotifierError } from "../../src/core/errors.ts";
import { type Instant, parseInstant } from "../../src/core/instant.ts";
import type { BusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import type { DueTerms } from "../../src/core/sla/clock-terms.ts";

/** What `explain` asks for, complete and checked. */
export interface ExplainRequest {
  readonly submittedAt: Instant;
  readonly terms: DueTerms;
  readonly calendar: BusinessCalendar;
}

/** What holds where a question says nothing. */
export interface ExplainDefaults {
  readonly calendar: string;
  readonly zone: string;
  readonly close: string;
}

const questionSchema = z.object({
  from: z.string(),
  amount: z.number(),
  unit: z.enum(["businessDays", "calendarDays", "businessWeeks"]).nullish(),
  calendar: z.string().nullish(),
  zone: z.string().nullish(),
  close: z.string().nullish(),
});

const BUSINESS_DAYS_A_WEEK = 5;

const wrong = (problem: string): NotifierError => new NotifierError("REQUEST_INVALID", problem);

/** Reads one question of `explain`; throws `NotifierError` with the code and the sentence to show. */
export const parseExplainRequest = (
  question: unknown,
  defaults: ExplainDefaults,
  calendars: CalendarCatalogue,
): ExplainRequest => {
  const parsed = questionSchema.safeParse(question);
  if (!parsed.success) {
    throw wrong(
      parsed.error.issues.map(({ path, message }) => `${path.join(".") || "question"}: ${message}`).join("; "),
    );
  }
  const { from, amount, unit } = parsed.data;
  const submittedAt = parseInstant(from);
  if (submittedAt === undefined) {
    throw wrong(`Expected from as an RFC 3339 instant with zone, got ${JSON.stringify(from)}.`);
  }
  const wanted = parsed.data.calendar ?? defaults.calendar;
  const calendar = wanted.includes("@") ? calendars.get(wanted) : calendars.current(wanted);
  const terms: DueTerms = {
    calendar: calendar.reference,
    zone: parsed.data.zone ?? defaults.zone,
    close: parsed.data.close ?? defaults.close,
    unit: unit === "calendarDays" ? "calendarDays" : "businessDays",
    amount: unit === "businessWeeks" ? amount * BUSINESS_DAYS_A_WEEK : amount,
  };
  return { submittedAt, terms, calendar };
};
