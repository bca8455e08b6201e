import type { Server, Socket } from "node:net";
import rhea, {
  type Connection,
  type Container,
  type Delivery,
  type Receiver,
  type Sender,
  type Session,
  type Typed,
} from "rhea";

/*
 * Everything this broker uses of rhea, and all that its typings leave out, is in this file. The internals below are those of
 * rhea 3.0.5, which package.json pins exactly.
 */

export type { Connection, Container, Delivery, Receiver, Sender, Session, Typed };

export const { types, message } = rhea;

interface Terminus {
  readonly address?: string | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
  described(): Typed;
}

interface LinkInternals {
  readonly local: { attach: Record<string, unknown> };
  readonly remote: { attach: { source: Terminus | null; target: Terminus | null } & Record<string, unknown> };
  credit: number;
  delivery_count: number;
  _draining: boolean;
  _get_drain(): boolean;
}

interface SessionInternals {
  readonly outgoing: { available(): number };
  on_transfer(frame: { performative: { message_format?: number | null } }): void;
  on_flow(frame: unknown): void;
}

interface ConnectionInternals {
  readonly socket: Socket;
  _write_frame(): void;
  abort_socket(socket: Socket): void;
}

const linkInternals = (link: Sender | Receiver) => link as unknown as LinkInternals;
const sessionInternals = (session: Session) => session as unknown as SessionInternals;
const connectionInternals = (connection: Connection) => connection as unknown as ConnectionInternals;

/** How often one session may have a message on its way that the receiver has not settled. */
const OUTGOING_DELIVERIES = 16_384;
const CREDIT = 1000;

/** A container of its own: the client library uses the default one. */
export const makeContainer = (): Container => {
  const container = rhea.create_container();
  const mechanisms = (container as unknown as { sasl_server_mechanisms: Record<string, unknown> })
    .sasl_server_mechanisms;
  for (const name of ["ANONYMOUS", "PLAIN", "EXTERNAL", "MSSBCBS"]) {
    mechanisms[name] = () => ({
      outcome: undefined as boolean | undefined,
      start() {
        this.outcome = true;
      },
    });
  }
  return container;
};

export const listen = (container: Container, port: number): Server =>
  container.listen({
    host: "127.0.0.1",
    port,
    tcp_no_delay: true,
    session_buffer_size: { outgoing: OUTGOING_DELIVERIES },
    receiver_options: { autoaccept: false, autosettle: false, credit_window: CREDIT },
    sender_options: { autosettle: false, treat_modified_as_released: false },
  } as unknown as Parameters<Container["listen"]>[0]) as unknown as Server;

/** rhea decodes messages of format 0 and drops the bytes; with any other format it hands the bytes over. */
const RAW_FORMAT = 1;

/**
 * Makes a session hand over messages as bytes, and answer every flow. The client leaves Nagle's algorithm on: without an
 * answer its next small frame waits up to 40 ms for a delayed acknowledgement.
 */
export const prepareSession = (session: Session): void => {
  const internals = sessionInternals(session);
  const { on_transfer: onTransfer, on_flow: onFlow } = internals;
  internals.on_transfer = (frame) => {
    frame.performative.message_format ||= RAW_FORMAT;
    onTransfer.call(session, frame);
  };
  let isAnswering = false;
  internals.on_flow = (frame) => {
    onFlow.call(session, frame);
    if (isAnswering) return;
    isAnswering = true;
    const { connection } = session;
    const { socket } = connectionInternals(connection);
    const written = socket.bytesWritten;
    setImmediate(() => {
      isAnswering = false;
      if (connection.is_open() && socket.writable && socket.bytesWritten === written)
        connectionInternals(connection)._write_frame();
    });
  };
};

/** Agrees to what the peer asked for in its attach. */
export const acceptLink = (link: Sender | Receiver, maxMessageSize: number): void => {
  const { local, remote } = linkInternals(link);
  local.attach["source"] = remote.attach.source?.described();
  local.attach["target"] = remote.attach.target?.described();
  local.attach["snd_settle_mode"] = remote.attach["snd_settle_mode"];
  local.attach["rcv_settle_mode"] = remote.attach["rcv_settle_mode"];
  local.attach["max_message_size"] = maxMessageSize;
};

const UNIX_EPOCH_IN_TICKS = 621_355_968_000_000_000n;

/** Tells a receiver which session it holds, and until when: a .NET DateTime, in ticks of 100 ns since the year 1. */
export const answerSession = (link: Sender, sessionId: string, lockedUntil: number): void => {
  const { local, remote } = linkInternals(link);
  const ticks = Buffer.alloc(8);
  ticks.writeBigInt64BE(BigInt(lockedUntil) * 10_000n + UNIX_EPOCH_IN_TICKS);
  const source = Object.assign(remote.attach.source ?? {}, {
    filter: { [SESSION_FILTER]: sessionId },
  }) as unknown as Terminus;
  local.attach["source"] = source.described();
  local.attach["properties"] = { [LOCKED_UNTIL]: types.wrap_long(ticks as unknown as number) };
};

export const SESSION_FILTER = "com.microsoft:session-filter";
const LOCKED_UNTIL = "com.microsoft:locked-until-utc";

/** What the peer sent along with its attach. */
export const propertiesOf = (link: Sender): Readonly<Record<string, unknown>> =>
  (linkInternals(link).remote.attach["properties"] as Record<string, unknown> | null | undefined) ?? {};

/** Keeps the answer to an attach back until the function is called. */
export const holdBack = (link: Sender): (() => void) => {
  const { state } = link as unknown as { state: { open_requests: number } };
  state.open_requests = 0;
  return () => {
    state.open_requests = 1;
    (link.connection as unknown as { _register(): void })._register();
  };
};

/** Calls back when the peer closes the link, or its connection is lost. */
export const onceGone = (link: Sender, callback: () => void): void => {
  const once = () => {
    link.removeListener("sender_close", once);
    socket.removeListener("close", once);
    callback();
  };
  const { socket } = connectionInternals(link.connection);
  link.on("sender_close", once);
  socket.on("close", once);
};

export const sourceOf = (link: Sender | Receiver): Terminus | null => linkInternals(link).remote.attach.source;
export const targetOf = (link: Sender | Receiver): Terminus | null => linkInternals(link).remote.attach.target;

/** A sending link knows its credit only after the frames of this turn are out; this counts what is still inside. */
export class CreditGauge {
  readonly #sender: Sender;
  #handedOver = 0;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  get available(): number {
    const { credit, delivery_count: transferred } = linkInternals(this.#sender);
    const inside = this.#handedOver - transferred;
    return Math.min(credit - inside, sessionInternals(this.#sender.session).outgoing.available());
  }

  count(): void {
    this.#handedOver++;
  }

  get isDraining(): boolean {
    return linkInternals(this.#sender)._draining;
  }

  /** Tells a draining receiver that there is no more, even when no credit was left; `false` while messages are on their way. */
  finishDrain(): boolean {
    const internals = linkInternals(this.#sender);
    if (this.#handedOver !== internals.delivery_count) return false;
    internals.delivery_count += internals.credit;
    internals.credit = 0;
    internals._draining = false;
    this.#handedOver = internals.delivery_count;
    internals._get_drain = () => true;
    (this.#sender.session as unknown as { _write_flow(link: Sender): void })._write_flow(this.#sender);
    internals._get_drain = () => false;
    return true;
  }
}

const ACCEPTED = (message as unknown as { accepted(): { described(): Typed } }).accepted().described();

/** What a client says of a delivery, or hears of it. */
export interface Outcome {
  readonly error?: { readonly info?: unknown };
  readonly delivery_failed?: boolean;
  readonly undeliverable_here?: boolean;
  readonly message_annotations?: unknown;
}

type MakeOutcome = (fields?: object) => { described(): Typed };
const outcomes = message as unknown as Record<"rejected" | "modified" | "released", MakeOutcome>;

/** An AMQP error with all three of its fields: some clients wait for ever when the last one is left out. */
export const errorOf = ({ condition, message: description }: { condition: string; message: string }) => ({
  condition,
  description,
  info: {},
});

/**
 * The outcome that the client asked for, as clients check it. A rejection comes back without its error, which would be read as
 * the refusal to reject.
 */
const echo = (asked: string, { delivery_failed, undeliverable_here }: Outcome): Typed => {
  if (asked === "modified") return outcomes.modified({ delivery_failed, undeliverable_here }).described();
  return asked === "rejected" || asked === "released" ? outcomes[asked]().described() : ACCEPTED;
};

/** Settles with the outcome that the client asked for, or with an error. */
export const settle = (
  delivery: Delivery,
  error?: { condition: string; message: string },
  asked: { name: string; outcome: Outcome } = { name: "accepted", outcome: {} },
): void => {
  const refused = error && outcomes.rejected({ error: errorOf(error) }).described();
  delivery.update(true, refused ?? echo(asked.name, asked.outcome));
  // Without this, rhea keeps the delivery until its buffer of outgoing deliveries overflows.
  (delivery as { remote_settled: boolean }).remote_settled = true;
};

/** Cuts a connection off without a farewell; clients come back by themselves. */
export const cutOff = (connection: Connection): void => {
  const internals = connectionInternals(connection);
  internals.abort_socket(internals.socket);
};

const INT_LIMIT = 2 ** 31;

// rhea writes a whole number without a sign, which strictly typed clients cannot read as the int that was sent.
const wholeNumber = (value: number): Typed =>
  value >= -INT_LIMIT && value < INT_LIMIT ? types.wrap_int(value) : types.wrap_long(value);

/** Encodes one value as AMQP does. */
export const encodeValue = (value: unknown): Buffer => {
  const writer = new (
    types as unknown as { Writer: new () => { write(value: Typed): void; toBuffer(): Buffer } }
  ).Writer();
  writer.write(Number.isSafeInteger(value) ? wholeNumber(value as number) : types.wrap(value));
  return writer.toBuffer();
};

const arrayOf = (values: readonly unknown[], typecode: number): Typed => types.wrap_array(values, typecode, undefined);
export const longs = (values: readonly number[]): Typed => arrayOf(values, 0x81);
export const strings = (values: readonly string[]): Typed => arrayOf(values, 0xb1);
export const timestamp = (value: number): Typed => types.wrap_timestamp(value);
export const timestamps = (values: readonly number[]): Typed => arrayOf(values, 0x83);
export const uuid = (bytes: Buffer): Typed =>
  (types as unknown as { wrap_uuid(bytes: Buffer): Typed }).wrap_uuid(bytes);

/** An encoded value as it came, type and all. */
export const typedValue = (encoded: Buffer): Typed =>
  new (types as unknown as { Reader: new (bytes: Buffer) => { read(): Typed } }).Reader(encoded).read();
export const int = (value: number): Typed => types.wrap_int(value);
/** .NET takes an error condition for a symbol and fails on a string. */
export const symbol = (text: string): Typed => types.wrap_symbol(text);
