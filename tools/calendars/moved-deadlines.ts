import { z } from "zod";
import { type Instant, instant, parseInstant } from "../../src/core/instant.ts";
import { type BusinessCalendar, type CalendarFile, toBusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { dueAt } from "../../src/core/sla/due-at.ts";

const reviewSchema = z.object({
  submissionId: z.string().min(1),
  submittedAt: z.string().refine((text) => parseInstant(text) !== undefined, "not an instant"),
  amount: z.number(),
  unit: z.enum(["businessDays", "calendarDays"]),
  calendar: z.string(),
  zone: z.string(),
  close: z.string(),
});

/** One review whose deadline another calendar would move. */
export interface MovedDeadline {
  readonly submissionId: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Seen from `now`: a breach would appear, vanish, or neither. */
  readonly breach: "appears" | "vanishes" | "unchanged";
}

const breachChange = (from: Instant, to: Instant, now: Instant): MovedDeadline["breach"] => {
  if (from < now === to < now) return "unchanged";
  return to < now ? "appears" : "vanishes";
};

/** The open reviews (JSON lines) whose deadline would move; throws, with the line's number, on a line that is no review. */
export const movedDeadlines = (
  lines: readonly string[],
  made: readonly CalendarFile[],
  committed: CalendarCatalogue,
  now: Instant,
): MovedDeadline[] => {
  const next = new Map<string, BusinessCalendar>(made.map((file) => [file.code, toBusinessCalendar(file)]));
  const movedBy = (line: string): MovedDeadline[] => {
    const review = reviewSchema.parse(JSON.parse(line));
    const pinned = review.calendar.includes("@") ? committed.get(review.calendar) : committed.current(review.calendar);
    const submittedAt = instant(review.submittedAt);
    const from = dueAt(review, pinned, submittedAt).dueAt;
    const to = dueAt(review, next.get(pinned.code) ?? pinned, submittedAt).dueAt;
    return from === to ? [] : [{ submissionId: review.submissionId, from, to, breach: breachChange(from, to, now) }];
  };
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return movedBy(line);
    } catch (cause) {
      throw new Error(`Line ${index + 1}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  });
};
