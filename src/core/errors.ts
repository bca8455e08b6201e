/** Every code a `NotifierError` may carry: whether trying again may help, and a sentence for people. */
export const ERROR_CODES = {
  LEDGER_UNAVAILABLE: { retryable: true, sentence: "The ledger (Table Storage) did not answer." },
  LEDGER_DENIED: { retryable: true, sentence: "The ledger (Table Storage) does not let us in, or lacks a table." },
  LEDGER_REFUSED: { retryable: false, sentence: "The ledger (Table Storage) refuses this for good." },
  LEDGER_STUCK: { retryable: true, sentence: "The ledger (Table Storage) answers, but not to this." },
  ENTITY_TOO_LARGE: { retryable: false, sentence: "A row is larger than the ledger can hold." },
  LEDGER_CONTENDED: { retryable: true, sentence: "Other writers kept changing the same review." },
  ENTITY_INVALID: { retryable: false, sentence: "A stored entity cannot be read." },
  BUS_UNAVAILABLE: { retryable: true, sentence: "Service Bus did not take or give a message." },
  PARTNER_CENTER_UNAVAILABLE: { retryable: true, sentence: "Partner Center did not answer." },
  PARTNER_CENTER_DENIED: { retryable: true, sentence: "Partner Center does not let us in." },
  PARTNER_CENTER_UNREADABLE: { retryable: false, sentence: "Partner Center answers what we do not understand." },
  TEMPLATE_FAILED: { retryable: false, sentence: "The mail template could not be rendered." },
  CALENDAR_UNKNOWN: { retryable: true, sentence: "The business calendar of this clock is not installed." },
  CALENDAR_RANGE: { retryable: true, sentence: "The business calendar does not reach far enough." },
  EVENT_INVALID: { retryable: false, sentence: "The event breaks its contract." },
  CONFIG_INVALID: { retryable: false, sentence: "A setting is missing or wrong." },
  SUBMISSION_UNKNOWN: { retryable: false, sentence: "No review is known for this submission." },
  NOTIFICATION_UNKNOWN: { retryable: false, sentence: "No notification has this id." },
  NOTHING_OPEN: { retryable: false, sentence: "This review has no clock that runs or waits." },
  NOBODY_TO_TELL: { retryable: false, sentence: "No contact of this review is known." },
  NOTHING_TO_RESEND: { retryable: false, sentence: "This review has no mail that could be sent again." },
  IDEMPOTENCY_KEY_REUSED: { retryable: false, sentence: "The same Idempotency-Key came with another request." },
  REQUEST_INVALID: { retryable: false, sentence: "The request breaks its contract." },
  CURSOR_INVALID: { retryable: false, sentence: "The cursor is none that this list gave." },
  METHOD_NOT_ALLOWED: { retryable: false, sentence: "This route does not take this method; see Allow." },
  BODY_TOO_LARGE: { retryable: false, sentence: "The body is larger than this route takes." },
  MEDIA_TYPE_UNSUPPORTED: { retryable: false, sentence: "This route takes another kind of body." },
  DESK_DENIED: { retryable: false, sentence: "The desk does not let you in." },
  FORM_FOREIGN: { retryable: false, sentence: "This did not come from a page of the desk." },
  PAGE_UNKNOWN: { retryable: false, sentence: "There is no such page." },
  REQUEST_TOO_SLOW: { retryable: true, sentence: "The body of the request did not come in time." },
  REJECTED_UNKNOWN: { retryable: false, sentence: "No message that was put aside has this id." },
  REPLAY_CONFLICT: { retryable: false, sentence: "This message was replayed before, with another body." },
  COOL_DOWN: { retryable: true, sentence: "A resend for this review was made not long ago." },
  LINK_UNKNOWN: { retryable: false, sentence: "This link is none of ours." },
  LINK_USED: { retryable: false, sentence: "This link was used before." },
  INTERNAL: { retryable: true, sentence: "Something went wrong on our side." },
} as const satisfies Record<string, { retryable: boolean; sentence: string }>;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The one error class. `problems` lists every finding for people; no text in it carries an address, a token or a mail body. */
export class NotifierError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly string[];
  /** When trying again may help, where that is known. */
  readonly retryAfterInMs: number | undefined;

  constructor(
    code: ErrorCode,
    message?: string,
    options: { cause?: unknown; problems?: readonly string[]; retryAfterInMs?: number } = {},
  ) {
    super(message ?? ERROR_CODES[code].sentence, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "NotifierError";
    this.code = code;
    this.problems = options.problems ?? [];
    this.retryAfterInMs = options.retryAfterInMs;
  }
}

/** True unless the error says that trying again cannot help. An unknown error counts as retryable, so that nothing is lost. */
export const isRetryable = (error: unknown): boolean =>
  !(error instanceof NotifierError) || ERROR_CODES[error.code].retryable;

/** True when the error carries this code. */
export const hasCode = (error: unknown, code: ErrorCode): boolean =>
  error instanceof NotifierError && error.code === code;

/** True when the fault lies with what is worked on, and not with all the system: nothing else is stopped by it. */
export const isOwnFault = (error: unknown): boolean => !isRetryable(error) || hasCode(error, "LEDGER_STUCK");

const OUTAGES: readonly ErrorCode[] = ["LEDGER_UNAVAILABLE", "LEDGER_DENIED", "BUS_UNAVAILABLE"];

/** True when ledger or bus work for nobody just now. */
export const isOutage = (error: unknown): boolean => OUTAGES.some((code) => hasCode(error, code));
