import type { Instant } from "../instant.ts";
import type { CalendarCatalogue } from "./calendar-catalogue.ts";
import { nextStep } from "./next-step.ts";
import { recordPassedOver, withRemindersCome } from "./record-announced.ts";
import type { ClockStep } from "./review-clock.ts";
import type { ReviewRecord } from "./review-record.ts";

/** What a review's clock asks for at some moment. */
export type ClockMove =
  /** This step, of the record with every reminder that has come. */
  | { readonly kind: "announce"; readonly step: ClockStep; readonly record: ReviewRecord }
  /** Nobody is there any more to be told of an escalation: it is recorded as passed over. */
  | { readonly kind: "passOver"; readonly record: ReviewRecord }
  /** Its calendar did not reach: a newer one may be installed by now. */
  | { readonly kind: "repin" }
  | { readonly kind: "wait"; readonly at: Instant }
  | { readonly kind: "rest" };

/** What to do about a clock that the sweep looks at. Throws `CALENDAR_UNKNOWN` rather than announce by a calendar that is not installed. */
export const clockMove = (
  calendars: CalendarCatalogue,
  record: ReviewRecord,
  now: Instant,
  isAnyoneEscalatedTo: boolean,
): ClockMove => {
  if (record.clock.isProvisional) {
    const { nextStepAt: at } = record;
    return at !== undefined && at > now ? { kind: "wait", at } : { kind: "repin" };
  }
  const current = withRemindersCome(calendars, record, now);
  const { announce: step, nextAt } = nextStep(current.clock, now);
  if (step === undefined) return nextAt === undefined ? { kind: "rest" } : { kind: "wait", at: nextAt };
  if (step.kind !== "slaEscalation" || isAnyoneEscalatedTo) return { kind: "announce", step, record: current };
  const passed = recordPassedOver(calendars, current, step, now);
  return passed === undefined ? { kind: "rest" } : { kind: "passOver", record: passed };
};
