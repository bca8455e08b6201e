import { ERROR_CODES, type ErrorCode, hasCode, type NotifierError } from "../../core/errors.ts";
import { statusOf } from "../problem.ts";
import type { RouteAnswer } from "../route.ts";

/** What a page says that is shown again, for what was asked on it was refused. */
export interface Refused {
  readonly status: number;
  /** Why, in sentences. */
  readonly problems: readonly string[];
}

/** Refusals that leave the page as it is, with the reason on top. */
const SHOWN: readonly ErrorCode[] = [
  "REQUEST_INVALID",
  "NOTHING_OPEN",
  "NOBODY_TO_TELL",
  "NOTHING_TO_RESEND",
  "COOL_DOWN",
];

/** True for a refusal that the page can tell. */
const isShown = (error: unknown): error is NotifierError => SHOWN.some((code) => hasCode(error, code));

const problemsIn = ({ code, message, problems, retryAfterInMs }: NotifierError): readonly string[] => {
  const wait = retryAfterInMs === undefined ? "" : ` Try again in ${Math.ceil(retryAfterInMs / 60_000)} min.`;
  return problems.length > 0 ? problems : [`${message || ERROR_CODES[code].sentence}${wait}`];
};

/** What an action answers, or, where it is refused, the page that it was asked on. */
export const orShowAgain = async (
  act: () => Promise<RouteAnswer>,
  showAgain: (refused: Refused) => Promise<RouteAnswer>,
): Promise<RouteAnswer> => {
  try {
    return await act();
  } catch (error) {
    if (!isShown(error)) throw error;
    return await showAgain({ status: statusOf(error.code), problems: problemsIn(error) });
  }
};
