import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SmtpMessage } from "./smtp-message.ts";
import type { SmtpOptions } from "./smtp-options.ts";

/**
 * How far a mail had got. `afterBody`: the final dot was or may have been written, so that the server may have taken
 * the mail; in every earlier stage it cannot have.
 */
export type SmtpStage = "connecting" | "envelope" | "body" | "afterBody";

export type SmtpFailed = { readonly kind: "failed"; readonly stage: SmtpStage; readonly error: SmtpError };
export type SmtpResult = { readonly kind: "answered"; readonly response: string } | SmtpFailed;

/** The part of nodemailer's errors that a verdict is made from. */
export interface SmtpError {
  readonly message: string;
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  readonly command?: string | undefined;
}

/** One open, authenticated connection. */
export interface SmtpSession {
  readonly send: (message: SmtpMessage, signal: AbortSignal) => Promise<SmtpResult>;
  /** Forgets a refused mail; false when the connection is of no more use. */
  readonly reset: (signal: AbortSignal) => Promise<boolean>;
  readonly isOpen: () => boolean;
  /** Mails handed to this connection so far. */
  readonly mails: () => number;
  readonly onceEnded: (listener: () => void) => void;
  readonly quit: () => void;
  readonly destroy: () => void;
}

type Callback<T> = (error?: SmtpError | null, result?: T) => void;
type Step<T> = { readonly error: SmtpError } | { readonly error?: undefined; readonly result: T | undefined };

const CHUNK = 16 * 1024;
const DEADLINE: SmtpError = { code: "DEADLINE", message: "cut off by the deadline, or because the mailer was closed" };
const ENDED: SmtpError = { code: "ECONNECTION", message: "the connection was closed" };

/** One exchange with the server: its callback, a connection error, the end of the connection or the deadline, whichever is first. */
const takeStep = <T>(
  connection: SMTPConnection,
  signal: AbortSignal,
  start: (done: Callback<T>) => void,
): Promise<Step<T>> =>
  new Promise((resolve) => {
    const settle = (step: Step<T>): void => {
      signal.removeEventListener("abort", onAbort);
      connection.off("error", onError);
      connection.off("end", onEnd);
      resolve(step);
    };
    const onError = (error: SmtpError): void => settle({ error });
    // After a 421 nodemailer ends the connection first and tells the reason after.
    const onEnd = (): void => queueMicrotask(() => settle({ error: ENDED }));
    const onAbort = (): void => {
      settle({ error: DEADLINE });
      connection.close();
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    connection.on("error", onError);
    connection.on("end", onEnd);
    try {
      start((error, result) => settle(error ? { error } : { result }));
    } catch (error) {
      settle({
        error: { code: "ECONNECTION", message: error instanceof Error ? error.message : "the connection failed" },
      });
    }
  });

/** The body in pieces, so that its end is only told once the socket has had room for nearly all of it. */
const toStream = (bytes: Buffer): Readable => {
  const pieces = function* (): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
  };
  return Readable.from(pieces(), { objectMode: false, highWaterMark: CHUNK });
};

const toStage = (body: Readable): SmtpStage => {
  // nodemailer ends the data, and so writes the dot, when the body has ended and never before.
  if (body.readableEnded) return "afterBody";
  return body.readableDidRead ? "body" : "envelope";
};

const makeSession = (connection: SMTPConnection): SmtpSession => {
  let mails = 0;
  return {
    send: async ({ from, to, bytes }, signal) => {
      mails += 1;
      const body = toStream(bytes);
      const envelope = { from, to: [to], size: bytes.length };
      const step = await takeStep<{ response: string }>(connection, signal, (done) =>
        connection.send(envelope, body, done),
      );
      const stage = toStage(body);
      body.destroy();
      return step.error
        ? { kind: "failed", stage, error: step.error }
        : { kind: "answered", response: step.result?.response ?? "" };
    },
    reset: async (signal) => {
      const step = await takeStep(connection, signal, (done) => connection.reset(done));
      if (step.error) connection.close();
      return !step.error;
    },
    isOpen: () => !connection.destroyed,
    mails: () => mails,
    onceEnded: (listener) => connection.once("end", listener),
    quit: () => connection.quit(),
    destroy: () => connection.close(),
  };
};

const needsLogin = ({ auth, forceAuth }: SmtpOptions, connection: SMTPConnection): boolean =>
  auth !== undefined && (connection.allowsAuth === true || forceAuth);

/** Connects, greets, encrypts and logs in. */
export const openSmtpSession = async (options: SmtpOptions, signal: AbortSignal): Promise<SmtpSession | SmtpFailed> => {
  const connection = new SMTPConnection(options.connection);
  // An error of an idle connection has nobody to go to; without a listener it would end the process.
  connection.on("error", () => undefined);
  const connected = await takeStep(connection, signal, (done) => connection.connect(done));
  const ready =
    connected.error || !needsLogin(options, connection)
      ? connected
      : await takeStep(connection, signal, (done) =>
          connection.login({ ...options.auth, credentials: { ...options.auth } }, done),
        );
  if (!ready.error) return makeSession(connection);
  connection.close();
  return { kind: "failed", stage: "connecting", error: ready.error };
};
