import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import {
  type PeekMessagesOptions,
  ServiceBusClient,
  type ServiceBusMessage,
  type ServiceBusReceivedMessage,
  type ServiceBusSender,
} from "@azure/service-bus";
import { fromProperties } from "../../src/adapters/table-storage/table-entity-codec.ts";
import { reviewPartition } from "../../src/core/certification/review-id.ts";
import { type Instant, instant } from "../../src/core/instant.ts";
import type { Notification } from "../../src/core/notifications/notification.ts";
import type { Entity } from "../../src/core/ports.ts";
import { buildApp } from "./build-app.ts";
import { checkAnswer } from "./check-answer.ts";
import { type Piece, startPiece } from "./local-stack-process.ts";

const ROOT = join(import.meta.dirname, "../..");
const SMTP_MAIN = join(import.meta.dirname, "local-stack-smtp-main.ts");

/** One mail that the SMTP server took. */
export interface SentMail {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly subject: string;
  readonly raw: string;
}

interface Addresses {
  readonly tables: string;
  readonly serviceBus: string;
}

export interface LocalStackOptions {
  /** Settings of the app beside the addresses of the pieces. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Keep the bytes of each mail. @default true */
  readonly keepRaw?: boolean;
  /** Where the app finds the tables, or the bus, given where they are: for a proxy between. */
  readonly through?: (addresses: Addresses) => Promise<Addresses>;
  /** Do not build the bundle first. @default false */
  readonly isBuilt?: boolean;
  /** The file that the host loads in the bundle's place. */
  readonly entry?: string;
  /** How long a message stays locked, for every queue; ISO 8601. @default as deployed */
  readonly lockDuration?: string;
}

/** The queues that must be empty, with their dead-letter queues, when everything was worked on. */
const WORK_QUEUES = ["certification-results", "notifications"] as const;

/** Asks again and again until there is an answer, or the deadline has passed. */
export const until = async <T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutInMs = 20_000,
): Promise<T> => {
  const deadline = Date.now() + timeoutInMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutInMs} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
};

const portOf = (address: unknown, pattern: RegExp): string => pattern.exec(String(address))?.[1] ?? "0";

/** The whole stack in real processes: broker, tables, an SMTP server that counts, and the functions host with the built app. */
export class LocalStack {
  readonly mails: SentMail[] = [];
  readonly dataDir = mkdtempSync(join(tmpdir(), "local-stack-"));
  readonly #options: LocalStackOptions;
  readonly #started: Piece[] = [];
  #broker: Piece | undefined;
  #tables: Piece | undefined;
  #smtp: Piece | undefined;
  #host: Piece | undefined;
  #client: ServiceBusClient | undefined;
  #sender: ServiceBusSender | undefined;
  #front: PeekMessagesOptions["fromSequenceNumber"];

  private constructor(options: LocalStackOptions) {
    this.#options = options;
  }

  static async start(options: LocalStackOptions = {}): Promise<LocalStack> {
    const stack = new LocalStack(options);
    try {
      await Promise.all([
        options.isBuilt === true || options.entry !== undefined ? undefined : buildApp(),
        stack.startBroker(),
        stack.startTables(),
        stack.startSmtp(),
      ]);
      await stack.startHost();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  get serviceBus(): string {
    return String(this.#broker?.ready["serviceBus"]);
  }

  get tables(): string {
    return String(this.#tables?.ready["tables"]);
  }

  get smtpPort(): number {
    return Number(this.#smtp?.ready["port"]);
  }

  get http(): string {
    return String(this.#host?.ready["http"]);
  }

  get functionKey(): string {
    return String(this.#host?.ready["functionKey"]);
  }

  /** What the host that runs now has logged. */
  get log(): readonly string[] {
    return this.#host?.lines ?? [];
  }

  /** Everything that every process of the app and its services has written so far, also those that have ended since. */
  get everyLine(): readonly string[] {
    return this.#started.flatMap(({ lines }) => lines);
  }

  async startBroker(): Promise<void> {
    const port = portOf(this.#broker?.ready["serviceBus"], /:(\d+)/);
    const args = ["--port", port, "--data-dir", this.dataDir, "--stop-with-parent", ...this.#entities()];
    this.#broker = await startPiece(join(ROOT, "packages/servicebus-local/src/main.ts"), args);
    this.#started.push(this.#broker);
  }

  #entities(): string[] {
    const { lockDuration } = this.#options;
    const deployed = join(ROOT, "infra/service-bus.json");
    if (lockDuration === undefined) return ["--entities", deployed];
    const file = join(this.dataDir, "entities.json");
    const text = readFileSync(deployed, "utf8");
    writeFileSync(file, text.replaceAll(/(?<="lockDuration": ")[^"]+/g, lockDuration));
    return ["--entities", file];
  }

  async killBroker(): Promise<void> {
    await this.#broker?.end("SIGKILL");
  }

  async startTables(): Promise<void> {
    const port = portOf(this.#tables?.ready["tables"], /TableEndpoint=http:\/\/[^:]+:(\d+)/);
    const args = ["--port", port, "--data-dir", this.dataDir, "--stop-with-parent"];
    this.#tables = await startPiece(join(ROOT, "local/tables/main.ts"), args);
    this.#started.push(this.#tables);
  }

  /** In order: killed, this service may lose its last seconds, as the real one never does. */
  async stopTables(): Promise<void> {
    await this.#tables?.end("SIGTERM");
  }

  async startSmtp(): Promise<void> {
    const args = [String(this.#smtp?.ready["port"] ?? 0), this.#options.keepRaw === false ? "" : "raw"];
    this.#smtp = await startPiece(SMTP_MAIN, args, {}, (line) => this.mails.push(JSON.parse(line) as SentMail));
  }

  async killSmtp(): Promise<void> {
    await this.#smtp?.end("SIGKILL");
  }

  /** `settings` hold for this start alone. */
  async startHost(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const port = portOf(this.#host?.ready["http"], /:(\d+)$/);
    const own = { tables: this.tables, serviceBus: this.serviceBus };
    const { tables, serviceBus } = (await this.#options.through?.(own)) ?? own;
    this.#host = await startPiece(
      join(ROOT, "packages/functions-laptop/src/main.ts"),
      [
        ...["--port", port, "--data-dir", this.dataDir, "--app", ROOT, "--stop-with-parent"],
        ...(this.#options.entry === undefined ? [] : ["--entry", this.#options.entry]),
      ],
      {
        SERVICE_BUS: serviceBus,
        TABLES: tables,
        EMAIL_PROVIDER: "smtp",
        SMTP_URL: `smtp://127.0.0.1:${this.smtpPort}`,
        EMAIL_FROM: "certification@notifier.example",
        SLA_ALERT_RECIPIENTS: "sla-team@notifier.example",
        ...this.#options.settings,
        ...settings,
      },
    );
    this.#started.push(this.#host);
  }

  get isHostRunning(): boolean {
    return this.#host?.isRunning() ?? false;
  }

  async killHost(): Promise<void> {
    await this.#host?.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#host?.end("SIGTERM");
    await this.#client?.close().catch(() => undefined);
    await Promise.all([this.#smtp, this.#broker, this.#tables].map((piece) => piece?.end("SIGKILL")));
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get client(): ServiceBusClient {
    this.#client ??= new ServiceBusClient(this.serviceBus);
    return this.#client;
  }

  /** Publishes in as few batches as they fit in. */
  async publish(...messages: ServiceBusMessage[]): Promise<void> {
    this.#sender ??= this.client.createSender("certification-results");
    const sender = this.#sender;
    let batch = await sender.createMessageBatch();
    for (const message of messages) {
      if (batch.tryAddMessage(message)) continue;
      if (batch.count > 0) await sender.sendMessages(batch);
      batch = await sender.createMessageBatch();
      if (!batch.tryAddMessage(message)) await sender.sendMessages(message);
    }
    if (batch.count > 0) await sender.sendMessages(batch);
  }

  /** What the queue, or its dead-letter queue, holds now, with its bytes: locked and scheduled messages too. */
  async peek(queue: string, subQueue?: "deadLetter"): Promise<ServiceBusReceivedMessage[]> {
    const options = { skipParsingBodyAsJson: true, ...(subQueue === undefined ? {} : { subQueueType: subQueue }) };
    const receiver = this.client.createReceiver(queue, options);
    try {
      // The client remembers for each queue where its last look ended, unless it is told where to begin.
      const front = this.#front === undefined ? {} : { fromSequenceNumber: this.#front };
      const messages = await receiver.peekMessages(100, front);
      const seen = messages[0]?.sequenceNumber;
      if (seen !== undefined) this.#front ??= seen.subtract(seen);
      return messages;
    } finally {
      await receiver.close();
    }
  }

  /** Resolves once no work queue holds a message that could be worked on now. */
  async untilIdle(timeoutInMs = 20_000): Promise<void> {
    const isEmpty = async (queue: string): Promise<boolean> =>
      (await this.peek(queue)).every(({ state }) => state === "scheduled");
    for (const queue of WORK_QUEUES) await until(`an idle queue ${queue}`, () => isEmpty(queue), timeoutInMs);
  }

  /** How many messages lie in dead-letter queues. */
  async countDeadLetters(): Promise<number> {
    const queues = [...WORK_QUEUES, "certification-results-rejected"];
    const held = await Promise.all(queues.map(async (queue) => await this.peek(queue, "deadLetter")));
    return held.flat().length;
  }

  async runTimer(name: string): Promise<void> {
    const response = await fetch(`${this.http}/admin/functions/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-functions-key": String(this.#host?.ready["masterKey"]) },
      body: JSON.stringify({ input: "" }),
    });
    if (!response.ok) throw new Error(`${name} answered ${response.status}.`);
  }

  /** Calls the API with the function key, unless the headers say otherwise. */
  async call(
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const [url, method] = [`${this.http}/api${path}`, body === undefined ? "GET" : "POST"];
    const response = await fetch(url, {
      method,
      headers: { "content-type": "application/json", "x-functions-key": this.functionKey, ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    checkAnswer(method, url, { status: response.status, contentType: response.headers.get("content-type"), text });
    return { status: response.status, headers: response.headers, body: (text === "" ? {} : JSON.parse(text)) as Json };
  }

  async resend(submissionId: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.call(`/submissions/${encodeURIComponent(submissionId)}/resend`, { body, headers });
  }

  /** Every entity of a table of the ledger; none when the app has not made it yet. */
  async entities(table: string, partitionKey?: string): Promise<Entity[]> {
    const client = TableClient.fromConnectionString(this.tables, table, { allowInsecureConnection: true });
    const filter = partitionKey === undefined ? {} : { queryOptions: { filter: `PartitionKey eq '${partitionKey}'` } };
    const found: Entity[] = [];
    try {
      for await (const raw of client.listEntities<Record<string, unknown>>(filter)) {
        found.push(fromProperties(raw, NEVER));
      }
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    }
    return found;
  }

  /** The notifications of one review, or of all. */
  async notifications(submissionId?: string): Promise<Notification[]> {
    const partition = submissionId === undefined ? undefined : reviewPartition(submissionId);
    const entities = await this.entities("CertificationReviews", partition);
    return entities
      .filter(({ rowKey }) => rowKey.startsWith("3-notification|"))
      .map(({ blobs }) => JSON.parse(blobs["notification"] ?? "") as Notification);
  }

  /** Mails to an address. */
  mailsTo(address: string): SentMail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }
}

const NEVER: Instant = instant("2026-01-01T00:00:00Z");

type Json = { [name: string]: unknown };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers have the many shapes of the API.
  readonly body: any;
}
