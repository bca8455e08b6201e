import * as z from "zod";
import type { Instant } from "./instant.ts";
import type { NoticeEvent } from "./notices/notice-schema.ts";
import type { WordCatalogue } from "./notifications/words/word-catalogue.ts";
import type { ProductSeen, ReportSeen, SubmissionSeen, WorkflowSeen } from "./partner-center/submission.ts";
import type { Stored } from "./stored.ts";

/** The only source of time in core. */
export interface Clock {
  /** The current instant. */
  now(): Instant;
  /** Resolves after at least `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** The only source of chance in core, so that a run can be repeated from a seed. */
export interface Random {
  /** A new identifier that nobody else holds. */
  newId(): string;
  /** A number in [0, 1). */
  fraction(): number;
}

/** The tables of the ledger; each adapter maps these names to real ones. */
export type TableName = "reviews" | "due" | "addresses" | "state" | "index";

/** Small values of an entity, kept as table properties. */
export type Fields = Readonly<Record<string, string | number | boolean>>;

/** Large texts of an entity (mail, event); the adapter compresses and chunks them. */
export type Blobs = Readonly<Record<string, string>>;

/** One stored entity. `etag` changes with every write; `writtenAt` and `readAt` are the store's own clock at the last write and at this answer. */
export interface Entity {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly etag: string;
  readonly writtenAt: Instant;
  readonly readAt: Instant;
  readonly fields: Fields;
  /** Absent from a list read unless it asked for them. */
  readonly blobs: Blobs;
}

/** The etag of a delete that does not care which version it removes. */
export const ANY_VERSION = "*";

/** What one transaction of the store may hold. */
export const TRANSACTION_WRITES = 100;

/** One write of a transaction. `replace` and `delete` happen only while the entity still has this etag. */
export type Write =
  | { readonly kind: "insert"; readonly rowKey: string; readonly fields: Fields; readonly blobs?: Blobs }
  | {
      readonly kind: "replace";
      readonly rowKey: string;
      readonly etag: string;
      readonly fields: Fields;
      readonly blobs?: Blobs;
    }
  | { readonly kind: "upsert"; readonly rowKey: string; readonly fields: Fields; readonly blobs?: Blobs }
  | { readonly kind: "delete"; readonly rowKey: string; readonly etag: string };

/** What became of a transaction: all of it (with the new etag of each insert and replace), or nothing because the write at `index` met another writer. */
export type WriteResult =
  | { readonly kind: "written"; readonly etags: readonly string[] }
  | { readonly kind: "conflict"; readonly index: number };

/** Rows of one partition with `from <= rowKey < to`, ascending. */
export interface RowRange {
  readonly from?: string;
  readonly to?: string;
}

/** One page of a list read. `now` is the store's own clock at the answer. */
export interface EntityPage {
  readonly entities: readonly Entity[];
  /** Present when more rows may follow; pass it back to go on. A page may be empty and still carry it. */
  readonly continuation?: string;
  readonly now: Instant;
}

/**
 * A partitioned store of entities with etags: the memory of the whole system.
 * Every method throws `LEDGER_UNAVAILABLE` when the store cannot be reached or has a fault that may pass, `LEDGER_DENIED` when it
 * does not let us in, and `LEDGER_REFUSED` or `ENTITY_TOO_LARGE` when it will never take this request.
 */
export interface EntityStore {
  /** One entity with its blobs, or undefined. */
  get(table: TableName, partitionKey: string, rowKey: string): Promise<Entity | undefined>;
  /** One page of at most `limit` (default and maximum 1,000) entities; blobs only with `blobs: true`. */
  list(
    table: TableName,
    partitionKey: string,
    range: RowRange,
    options?: { readonly limit?: number; readonly continuation?: string; readonly blobs?: boolean },
  ): Promise<EntityPage>;
  /** Rows of a range in every partition with `from <= partitionKey < to`, page by page; for a range that is known to hold few. */
  listAcross(
    table: TableName,
    partitions: { readonly from: string; readonly to: string },
    range: RowRange,
    options?: { readonly continuation?: string },
  ): Promise<EntityPage>;
  /** Applies 1 to 100 writes to one partition, all or none. A `delete` of one version goes alone, because the table client's transactions cannot make it conditional; one of any version meets a conflict when there is none. */
  transact(table: TableName, partitionKey: string, writes: readonly Write[]): Promise<WriteResult>;
}

/** A hint that a notification may have work to do; the row is the truth. */
export interface NotificationHint {
  readonly notificationId: string;
  readonly attempt: number;
  /** How often it came before its time; absent for never. */
  readonly early?: number | undefined;
  /** Travels beside the message, as its `Diagnostic-Id`; absent without telemetry. */
  readonly traceparent?: string;
}

/** Queue `notifications`. Throws `NotifierError("BUS_UNAVAILABLE")`. */
export interface WorkQueue {
  /** Resolves once the broker holds every hint. An empty list does nothing. */
  send(hints: readonly NotificationHint[]): Promise<void>;
  /** The broker shows the hint to a receiver at `at`, not before. */
  schedule(hint: NotificationHint, at: Instant): Promise<void>;
}

/** Topic `certification-notices`. */
export interface Notices {
  /** Resolves once the broker holds every event. An empty list does nothing. Throws `NotifierError("BUS_UNAVAILABLE")`. */
  publish(events: readonly NoticeEvent[]): Promise<void>;
}

/** A message put aside whole, as it came. */
export interface RejectedMessage {
  /** The original body bytes. */
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly messageId?: string;
  /** The queue it came from; `certification-results` when absent. */
  readonly queue?: string;
  /** Every problem found, one sentence each. */
  readonly problems: readonly string[];
}

/** Queue `certification-results-rejected`. Throws `NotifierError("BUS_UNAVAILABLE")` when the copy is refused. */
export interface RejectedMessages {
  put(message: RejectedMessage): Promise<void>;
}

/** A message that nobody works on: put aside by us, or dead-lettered by the broker. */
export interface AsideMessage {
  /** The queue in which, or in whose dead-letter queue, it lies. */
  readonly queue: string;
  readonly deadLetter: boolean;
  /** The queue that it came from and a replay goes to. */
  readonly origin: string;
  readonly sequenceNumber: string;
  readonly enqueuedAt: Instant;
  readonly messageId?: string;
  readonly contentType?: string;
  readonly body: Uint8Array;
  /** Application properties without those that putting it aside added. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/** A message to be worked on again. */
export interface ReplayedMessage {
  readonly messageId: string;
  readonly contentType?: string;
  readonly body: Uint8Array;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Queue `certification-results-rejected` and the dead-letter queues of all our queues. Throws `NotifierError("BUS_UNAVAILABLE")`. */
export interface AsideMessages {
  /** Looks at the messages without taking them, oldest first; `more` says that some were left out. */
  peek(): Promise<{ readonly messages: readonly AsideMessage[]; readonly more: boolean }>;
  /** Resolves once the broker holds the message; it shows it to a receiver at `at`, when one is given, not before. */
  send(queue: string, message: ReplayedMessage, at?: Instant): Promise<void>;
}

/**
 * What Partner Center shows of the products that our identity may see. It is only ever read.
 * Every method throws `PARTNER_CENTER_UNAVAILABLE` when it does not answer now, with the wait that it asks for; `PARTNER_CENTER_DENIED` when it does
 * not let us in; `PARTNER_CENTER_UNREADABLE` when it refuses this alone, or answers in a shape that we do not know.
 */
export interface PartnerCenter {
  /** The name of a product, and the id that its publisher gave it. */
  getProduct(productId: string): Promise<ProductSeen>;
  /** Every submission of a product, and how many there are besides that cannot be read. */
  listSubmissions(
    productId: string,
  ): Promise<{ readonly submissions: readonly SubmissionSeen[]; readonly unreadable: number }>;
  /** False when there is no such submission any more. */
  hasSubmission(productId: string, submissionId: string): Promise<boolean>;
  /** The certification reports of a submission, in any order. */
  listReports(productId: string, submissionId: string): Promise<readonly ReportSeen[]>;
  /** The ways of a submission through publishing, in any order. */
  listWorkflows(productId: string, submissionId: string): Promise<readonly WorkflowSeen[]>;
}

/** What a look at one of our queues shows. */
export interface QueueLook {
  readonly queue: string;
  /** When the oldest message that could be worked on came; absent when none waits. */
  readonly oldestAt?: Instant;
  /** How many could be worked on now, of the oldest. */
  readonly waiting: number;
  /** True when there are more than were looked at. */
  readonly more: boolean;
  /** How often one of the oldest messages was delivered. */
  readonly mostDeliveries: number;
}

/** What is done with one dead letter. */
export type DeadLetterVerdict =
  | { readonly kind: "leave" }
  | { readonly kind: "return"; readonly message: ReplayedMessage };

/** A dead letter with what the broker says of it. */
export interface DeadLetter {
  readonly reason: string;
  /** False for an AMQP value or sequence, which no trigger can read: `body` is then only a way to show it. */
  readonly isData: boolean;
  readonly contentType?: string;
  readonly body: Uint8Array;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The dead-letter queues of all our queues. Throws `NotifierError("BUS_UNAVAILABLE")`. */
export interface DeadLetters {
  /**
   * Lets `judge` see the dead letters of every queue and puts back those it returns; gives how many. Each is sent before it is taken away,
   * so a crash between the two doubles it, and never loses it.
   */
  sift(judge: (letter: DeadLetter) => DeadLetterVerdict): Promise<number>;
}

/** One mail, ready to go to exactly one address. */
export const outgoingMailSchema = z.object({
  operationId: z.string(),
  from: z.string(),
  replyTo: z.string().exactOptional(),
  to: z.object({ address: z.string(), name: z.string().exactOptional() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** Further headers, `Message-ID` among them. Values hold no line break. */
  headers: z.record(z.string(), z.string()),
});
export type OutgoingMail = Stored<typeof outgoingMailSchema>;

/**
 * What the provider made of one mail. `permanent` is a verdict on this mail alone; a fault of ours (credentials, DNS,
 * TLS) is `retryable` with `ours: true`. `unknown` means that it may or may not have been sent.
 */
export type MailOutcome =
  | { readonly kind: "accepted"; readonly answer: string }
  | { readonly kind: "retryable"; readonly answer: string; readonly retryAfterInMs?: number; readonly ours: boolean }
  | { readonly kind: "permanent"; readonly answer: string }
  | { readonly kind: "unknown"; readonly answer: string };

/** What the provider says of an operation it may have seen. */
export type MailStatus =
  | { readonly kind: "accepted"; readonly answer: string }
  | { readonly kind: "failed"; readonly answer: string }
  | { readonly kind: "notFound"; readonly answer: string }
  | { readonly kind: "unavailable"; readonly answer: string };

/** A way to hand over mail. Never throws for what the provider says or fails to say: outcomes are values. No answer text carries an address. */
export interface Mailer {
  /** One attempt, no hidden retry, over by `deadlineInMs` whatever happens. */
  send(mail: OutgoingMail, deadlineInMs: number): Promise<MailOutcome>;
  /** Asks what became of an earlier `send`; absent where the provider cannot tell. */
  readonly status?: (operationId: string, deadlineInMs: number) => Promise<MailStatus>;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** A rendered mail body in its three parts, and the content hash of the template that made it. */
export interface RenderedTemplate {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly templateVersion: string;
}

/** Renders a named template. Throws `NotifierError("TEMPLATE_FAILED")` when a variable is missing or the template is broken. */
export interface TemplateRenderer {
  /** The words that views for these templates are made of. */
  readonly words: WordCatalogue;
  render(template: string, view: object): RenderedTemplate;
}

/** One line of the operator's log; fields carry no address, token or mail body. */
export type Log = (
  level: "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;
