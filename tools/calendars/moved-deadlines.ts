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
  /** Absent where the calendar does not reach, and while a review is paused. */
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  /** Seen from `now`: a breach would appear, vanish, or neither. */
  readonly breach: "appears" | "vanishes" | "unchanged";
}

/** What moving a deadline means to whoever looks at `now`. */
export const breachChange = (
  from: Instant | undefined,
  to: Instant | undefined,
  now: Instant,
): MovedDeadline["breach"] => {
  const [before, after] = [from, to].map((at) => at !== undefined && at < now);
  if (before === after) return "unchanged";
  return after ? "appears" : "vanishes";
};

const toSentence = (error: unknown): string => {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join(".") || "review"}: ${message}`).join("; ");
  return error instanceof Error ? error.message : String(error);
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
      throw new Error(`Line ${index + 1}: ${toSentence(cause)}`, { cause });
    }
  });
};
