import { BrokerError, notSupported } from "../store/broker-error.ts";
import type { Store } from "../store/store.ts";
import { encodeMessage } from "./encode-message.ts";
import { fromUuid, toUuid } from "./lock-token.ts";
import { longs, strings, timestamp, timestamps, uuid } from "./rhea.ts";
import { parseSubmission } from "./submission.ts";
import { toProperties } from "./to-properties.ts";

type Body = Readonly<Record<string, unknown>>;
type Operation = (store: Store, entity: string, body: Body) => object | undefined;

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
// rhea gives a long as a number when it fits, else as its bytes.
const toNumber = (value: unknown): number =>
  Buffer.isBuffer(value) ? Number(value.readBigInt64BE(0)) : Number(value ?? 0);
const toTokens = (body: Body): string[] => toList(body["lock-tokens"]).map((token) => fromUuid(token as Buffer));
const toNumbers = (body: Body): number[] => toList(body["sequence-numbers"]).map(toNumber);

const MAX_PEEK = 1000;

const renewLock: Operation = (store, entity, body) => {
  const queue = store.source(entity);
  return { expirations: timestamps(toTokens(body).map((token) => queue.renew(token))) };
};

const peek: Operation = (store, entity, body) => {
  const count = Math.min(toNumber(body["message-count"]), MAX_PEEK);
  const sessionId = (body["session-id"] as string | null | undefined) ?? undefined;
  const peeked = store.source(entity).peek(toNumber(body["from-sequence-number"]), count, sessionId);
  if (peeked.length === 0) return undefined;
  return { messages: peeked.map(({ message, state }) => ({ message: encodeMessage(message, { state }) })) };
};

const schedule: Operation = (store, entity, body) => {
  const target = store.target(entity);
  const submissions = toList(body["messages"]).map((each) => parseSubmission((each as { message: Buffer }).message));
  for (const submission of submissions) target.check(submission);
  return { "sequence-numbers": longs(submissions.map((submission) => target.submit(submission))) };
};

const cancelScheduled: Operation = (store, entity, body) => {
  store.target(entity).cancelScheduled(toNumbers(body));
  return {};
};

const renewSession: Operation = (store, entity, body) => ({
  expiration: timestamp(store.source(entity).renewSession(String(body["session-id"]))),
});

const getState: Operation = (store, entity, body) => ({
  "session-state": store.source(entity).getState(String(body["session-id"])),
});

const setState: Operation = (store, entity, body) => {
  const state = body["session-state"];
  store.source(entity).setState(String(body["session-id"]), Buffer.isBuffer(state) ? Buffer.from(state) : null);
  return {};
};

const listSessions: Operation = (store, entity, body) => {
  const [skip, top] = [toNumber(body["skip"]), toNumber(body["top"])];
  const ids = (store.source(entity).sessions?.ids() ?? []).slice(skip, skip + top);
  return ids.length === 0 ? undefined : { skip: skip + ids.length, "sessions-ids": strings(ids) };
};

const LOCKED = 1;

/** Deferred messages by their numbers. */
const receiveDeferred: Operation = (store, entity, body) => {
  const mode = toNumber(body["receiver-settle-mode"]) === LOCKED ? "lock" : "delete";
  const taken = store.source(entity).takeDeferred(toNumbers(body), mode);
  return {
    messages: taken.map(({ message, lock }) => ({
      message: encodeMessage(message, lock ? { lockedUntil: lock.until } : {}),
      ...(lock === undefined ? {} : { "lock-token": uuid(toUuid(lock.token)) }),
    })),
  };
};

/** How a message is settled when its receiving link is closed. */
const updateDisposition: Operation = (store, entity, body) => {
  const queue = store.source(entity);
  const properties = toProperties(body["properties-to-modify"]);
  const reasons = toProperties({
    DeadLetterReason: body["deadletter-reason"],
    DeadLetterErrorDescription: body["deadletter-description"],
  });
  for (const token of toTokens(body)) {
    switch (body["disposition-status"]) {
      case "completed":
        queue.complete(token);
        break;
      case "abandoned":
        queue.abandon(token, properties);
        break;
      case "defered": // so spelt by the protocol
        queue.defer(token, properties);
        break;
      case "suspended":
        queue.deadLetter(token, { ...properties, ...reasons });
        break;
      default:
        throw notSupported(`Settling as ${body["disposition-status"]} is`);
    }
  }
  return {};
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "com.microsoft:renew-lock": renewLock,
  "com.microsoft:peek-message": peek,
  "com.microsoft:schedule-message": schedule,
  "com.microsoft:cancel-scheduled-message": cancelScheduled,
  "com.microsoft:receive-by-sequence-number": receiveDeferred,
  "com.microsoft:renew-session-lock": renewSession,
  "com.microsoft:get-session-state": getState,
  "com.microsoft:set-session-state": setState,
  "com.microsoft:get-message-sessions": listSessions,
  "com.microsoft:update-disposition": updateDisposition,
};

const STATUS: Readonly<Record<BrokerError["kind"], number>> = {
  notFound: 404,
  messageNotFound: 404,
  sessionTaken: 410,
  sessionLockLost: 410,
  timeout: 408,
  lockLost: 410,
  notAllowed: 400,
  invalid: 400,
  tooLarge: 400,
};

export interface ManagementReply {
  readonly status: number;
  readonly description: string;
  readonly condition?: string;
  readonly body?: object;
}

/** Answers one management request; what is refused is a status, never a throw. */
export const manage = (store: Store, entity: string, operation: unknown, body: Body): ManagementReply => {
  try {
    const run = OPERATIONS[String(operation)];
    if (!run) throw notSupported(`The operation ${operation} is`);
    const reply = run(store, entity, body);
    return reply ? { status: 200, description: "OK", body: reply } : { status: 204, description: "No content" };
  } catch (error) {
    const refusal =
      error instanceof BrokerError ? error : new BrokerError("invalid", `Cannot read the request: ${error}`);
    return { status: STATUS[refusal.kind], description: refusal.message, condition: refusal.condition };
  }
};
