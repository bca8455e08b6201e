import { RestError } from "@azure/data-tables";
import { ERROR_CODES, type ErrorCode, NotifierError } from "../../core/errors.ts";

/** The table service's own code of an error, such as `EntityAlreadyExists`. */
export const serviceCode = (error: RestError): string | undefined => {
  const details = error.details as { odataError?: { code?: string }; code?: string } | undefined;
  return details?.odataError?.code ?? details?.code ?? error.code;
};

/** True for an answer with this code of the table service. */
export const hasServiceCode = (error: unknown, code: string): boolean =>
  error instanceof RestError && serviceCode(error) === code;

/** Answers that another try may change. A table that is being deleted is made again when it is gone. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 412, 429]);
const OURS: ReadonlySet<number> = new Set([401, 403, 404]);

/** The one translation of what the table client throws. The message names the service's code only: the client's own may hold the request. */
export const toLedgerError = (error: unknown): NotifierError => {
  if (error instanceof NotifierError) return error;
  const status = statusOf(error);
  const named = error instanceof RestError ? (serviceCode(error) ?? status) : error instanceof Error ? error.name : "?";
  const code = codeFor(error, status);
  const sentence = ERROR_CODES[code].sentence.replace(/\.$/, "");
  return new NotifierError(code, `${sentence}: ${[status, named].filter((part) => part !== undefined).join(" ")}.`, {
    cause: error,
  });
};

/** A token that was refused carries its status too. */
const statusOf = (error: unknown): number | undefined => {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" ? status : undefined;
};

const codeFor = (error: unknown, status: number | undefined): ErrorCode => {
  if (status === undefined) return isOurMistake(error) ? "LEDGER_REFUSED" : "LEDGER_UNAVAILABLE";
  if (OURS.has(status)) return "LEDGER_DENIED";
  if (PASSING.has(status)) return "LEDGER_UNAVAILABLE";
  return (status >= 400 && status < 500) || status === 501 ? "LEDGER_REFUSED" : "LEDGER_UNAVAILABLE";
};

/** What the client throws of itself at a request that it cannot write. */
const isOurMistake = (error: unknown): boolean =>
  error instanceof RangeError || error instanceof TypeError || error instanceof URIError;
