import type { Effect } from "./effects.ts";

/** What a victim of the matrix goes through. */
export type Way = "sweep" | "event" | "rejected" | "resend" | "report" | "retry" | "acs silent" | "acs";

/** One place between two effects. */
export interface Point {
  readonly way: Way;
  readonly when: "before" | "after";
  readonly effect: Effect;
  /** What is not done yet there. */
  readonly left: string;
  /** The how manieth time the effect comes by. @default 1 */
  readonly pass?: number;
  /** How long recovery may take. @default two minutes */
  readonly limitInMs?: number;
}

/** The service is asked when the lock has run out, and again five minutes later, before a mail is sent again. */
const ASKED_TWICE_IN_MS = 7 * 60_000;

/**
 * Every place between two effects, each way from its front to its end. "Retry" has a mail server that is down, "acs silent"
 * a mail service that takes the mail and does not say so.
 */
export const POINTS: readonly Point[] = [
  { way: "sweep", when: "before", effect: "digest due row", left: "everything" },
  { way: "sweep", when: "after", effect: "digest due row", left: "the announcement" },
  { way: "sweep", when: "after", effect: "announcement", left: "the digest's hint" },
  { way: "sweep", when: "after", effect: "digest hint", left: "the event out" },
  { way: "sweep", when: "after", effect: "notice", left: "the review's state" },
  { way: "sweep", when: "after", effect: "review settled", left: "the next due row" },
  // The first are written with the event.
  { way: "sweep", when: "after", effect: "due rows", pass: 2, left: "removal of the due row" },
  { way: "sweep", when: "after", effect: "due row removed", left: "the heartbeat" },
  { way: "event", when: "before", effect: "index row", left: "everything" },
  { way: "event", when: "after", effect: "index row", left: "the transaction, with the claim in it" },
  { way: "event", when: "after", effect: "event transaction", left: "the provider's call" },
  { way: "event", when: "before", effect: "mail", left: "the provider's call" },
  { way: "event", when: "after", effect: "mail", left: "the mark" },
  { way: "event", when: "after", effect: "mark accepted", left: "the events out" },
  { way: "event", when: "after", effect: "notice", left: "completion of the event" },
  { way: "rejected", when: "before", effect: "put aside", left: "everything" },
  { way: "rejected", when: "after", effect: "put aside", left: "completion of the message" },
  { way: "resend", when: "before", effect: "resend row", left: "the transaction" },
  { way: "resend", when: "after", effect: "resend row", left: "the hint" },
  { way: "resend", when: "after", effect: "hint", left: "the answer" },
  { way: "resend", when: "before", effect: "claim", left: "the claim" },
  { way: "resend", when: "after", effect: "claim", left: "the provider's call" },
  { way: "resend", when: "after", effect: "mail", left: "the mark" },
  { way: "resend", when: "after", effect: "mark accepted", left: "the event out" },
  { way: "report", when: "after", effect: "bounce mark", left: "the notice to the team" },
  { way: "report", when: "before", effect: "report", left: "the report's row" },
  { way: "report", when: "after", effect: "report", left: "the event out" },
  { way: "retry", when: "before", effect: "due rows", left: "due row, schedule and mark" },
  { way: "retry", when: "before", effect: "next attempt", left: "the schedule" },
  { way: "retry", when: "after", effect: "next attempt", left: "the mark" },
  { way: "retry", when: "after", effect: "mark retrying", left: "completion of the event" },
  // First, because it takes a minute to come there, in which nobody else should wait for a lock.
  { way: "acs silent", when: "after", effect: "question", left: "the mark" },
  { way: "acs silent", when: "before", effect: "next attempt", left: "the schedule of the question" },
  { way: "acs silent", when: "after", effect: "next attempt", left: "the mark" },
  {
    way: "acs",
    when: "after",
    effect: "event transaction",
    left: "the provider's call",
    limitInMs: ASKED_TWICE_IN_MS,
  },
  { way: "acs", when: "after", effect: "mail", left: "the mark" },
  { way: "acs", when: "after", effect: "mark accepted", left: "completion of the event" },
];
