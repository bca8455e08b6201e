/** A value that settling may add to the application properties of a message. */
export type PropertyValue = string | number | boolean | null | Date;
export type Properties = Readonly<Record<string, PropertyValue>>;

/** What the sender gave, as encoded bytes that only the codec reads. */
export interface Content {
  readonly durable: boolean;
  readonly priority?: number | undefined;
  readonly ttlInMs?: number | undefined;
  /** The sender's own message annotations: encoded keys and values one after the other. */
  readonly annotations: Buffer;
  readonly annotationCount: number;
  /** Properties, application properties and body, byte for byte. */
  readonly body: Buffer;
}

/** A message on its way in. */
export interface Submission {
  readonly content: Content;
  /** Milliseconds since 1970 before which nobody receives the message. */
  readonly scheduledFor?: number | undefined;
}

/** A message in a queue. */
export interface Message {
  readonly sequenceNumber: number;
  readonly enqueuedSequenceNumber: number;
  readonly enqueuedAt: number;
  readonly scheduledFor?: number | undefined;
  /** Deliveries that did not end in a settlement. */
  readonly deliveryCount: number;
  /** Added while the message was settled; wins over the sender's application properties. */
  readonly properties: Properties;
  /** Set aside by its receiver: given only to whoever asks for its sequence number. */
  readonly isDeferred?: true;
  readonly content: Content;
}

/** What a receiver that looks at a message sees of its state. */
export type MessageState = "active" | "deferred" | "scheduled";

/** A change that must outlive the process. Locks are not among them: after a restart every message is free again. */
export type Change =
  | { readonly kind: "put"; readonly queue: string; readonly message: Message; readonly replaces?: Place | undefined }
  | {
      readonly kind: "update";
      readonly place: Place;
      readonly deliveryCount: number;
      readonly properties: Properties;
      readonly isDeferred?: true;
    }
  | { readonly kind: "remove"; readonly place: Place }
  | { readonly kind: "session"; readonly queue: string; readonly sessionId: string; readonly state: string | null }
  | SeenChange
  | { readonly kind: "next"; readonly queue: string; readonly sequenceNumber: number };

/** An entity with duplicate detection has taken a message id, and remembers it for a while. */
export interface SeenChange {
  readonly kind: "seen";
  readonly entity: string;
  readonly messageId: string;
  readonly until: number;
  readonly sequenceNumber: number;
}

export interface Place {
  readonly queue: string;
  readonly sequenceNumber: number;
}

/** What a correlation filter may ask for. */
export interface Routing {
  readonly messageId?: unknown;
  readonly correlationId?: unknown;
  readonly label?: unknown;
  readonly to?: unknown;
  readonly replyTo?: unknown;
  readonly contentType?: unknown;
  readonly sessionId?: unknown;
  readonly replyToSessionId?: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}
