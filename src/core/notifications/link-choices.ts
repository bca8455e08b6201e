import type { Instant } from "../instant.ts";
import type { LinkAction } from "./action-link.ts";

/** An end that can be chosen: the close of so many business days from now. */
export interface LinkChoice {
  readonly days: number;
  readonly at: Instant;
}

/** Business days that a publisher can be told by a link. */
const TOLD_DAYS: readonly number[] = [1, 2, 3, 5];

/** What can be chosen of the closes ahead. Taking a review on leaves no choice: it ends with the next business day. A publisher is told nothing that is not later than the due time. */
export const linkChoices = (
  action: LinkAction,
  closes: readonly Instant[],
  dueAt: Instant | undefined,
): readonly LinkChoice[] => {
  const ends = closes.map((at, index) => ({ days: index + 1, at }));
  if (action === "take") return ends.slice(0, 1);
  if (action === "snooze") return ends;
  return ends.filter(({ days, at }) => TOLD_DAYS.includes(days) && dueAt !== undefined && at > dueAt);
};

/** What somebody filled into the form behind a link. */
export interface FilledForm {
  readonly by: string;
  readonly reason: string;
  /** Undefined when nothing was chosen, or what was not to be chosen. */
  readonly chosen: LinkChoice | undefined;
  /** False while something is missing that the action needs. */
  readonly isComplete: boolean;
}

const MOST_REASON_CHARACTERS = 500;
const MOST_NAME_CHARACTERS = 200;

/** Reads the form behind a link; whoever leaves out their name goes by the address that the link was sent to. */
export const readLinkForm = (
  action: LinkAction,
  form: URLSearchParams,
  choices: readonly LinkChoice[],
  address: string,
): FilledForm => {
  const days = Number(form.get("days") ?? Number.NaN);
  const chosen = choices.find((choice) => choice.days === days);
  const reason = (form.get("reason") ?? "").trim().slice(0, MOST_REASON_CHARACTERS);
  const by = (form.get("by") ?? "").trim().slice(0, MOST_NAME_CHARACTERS) || address;
  const lacksReason = action === "tell" && reason === "";
  const lacksChoice = action !== "take" && chosen === undefined;
  return { by, reason, chosen, isComplete: !lacksReason && !lacksChoice };
};
