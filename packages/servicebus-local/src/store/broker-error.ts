const CONDITIONS = {
  notFound: "amqp:not-found",
  notAllowed: "amqp:not-allowed",
  invalid: "amqp:invalid-field",
  tooLarge: "amqp:link:message-size-exceeded",
  sessionTaken: "com.microsoft:session-cannot-be-locked",
  sessionLockLost: "com.microsoft:session-lock-lost",
  timeout: "com.microsoft:timeout",
  lockLost: "com.microsoft:message-lock-lost",
  messageNotFound: "com.microsoft:message-not-found",
} as const;

/** A request that the broker refuses; `condition` is the AMQP error condition from which clients make their error code. */
export class BrokerError extends Error {
  override name = "BrokerError";
  readonly kind: keyof typeof CONDITIONS;

  constructor(kind: keyof typeof CONDITIONS, message: string) {
    super(message);
    this.kind = kind;
  }

  get condition(): string {
    return CONDITIONS[this.kind];
  }
}

export const notSupported = (what: string): BrokerError =>
  new BrokerError("notAllowed", `${what} not supported by the local broker.`);

export const sessionLockLost = (): BrokerError =>
  new BrokerError("sessionLockLost", "The session lock has expired on the session. Accept the session again.");

export const lockLost = (): BrokerError =>
  new BrokerError(
    "lockLost",
    "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.",
  );
