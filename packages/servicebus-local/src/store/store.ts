import type { BrokerClock } from "../clock.ts";
import type { DuplicateSettings, Entities, QueueSettings, SubscriptionEntity } from "../entities.ts";
import { Agenda } from "./agenda.ts";
import { BrokerError } from "./broker-error.ts";
import { isMatch } from "./correlation-filter.ts";
import type { Change, Content, Routing, SeenChange, Submission } from "./message.ts";
import { MessageQueue } from "./message-queue.ts";
import { RecentIds } from "./recent-ids.ts";

/** Where messages are sent to: a queue or a topic. */
export interface Target {
  readonly name: string;
  /** Refuses a message that this entity cannot take. */
  check(submission: Submission): void;
  submit(submission: Submission): number;
  cancelScheduled(sequenceNumbers: readonly number[]): void;
}

export interface StoreOptions {
  readonly clock: BrokerClock;
  readonly record: (change: Change) => void;
  /** Reads what a correlation filter may ask for. */
  readonly routing: (content: Content) => Routing;
}

interface Sink {
  readonly queue: MessageQueue;
  readonly isWanted: (routing: () => Routing) => boolean;
}

const DEAD_LETTERS = "/$DeadLetterQueue";
const idOf = (messageId: unknown): string =>
  Buffer.isBuffer(messageId) ? messageId.toString("hex") : String(messageId ?? "");
const keyOf = (address: string) => address.toLowerCase();

/** All queues and topics of the broker. Knows nothing of AMQP, of files or of the time of day. */
export class Store {
  readonly #targets = new Map<string, Target>();
  readonly #sources = new Map<string, MessageQueue>();
  readonly #held = new Map<string, MessageQueue>();
  readonly #options: StoreOptions;
  readonly #agenda: Agenda;
  readonly #recent = new Map<string, RecentIds>();

  constructor(entities: Entities, options: StoreOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.clock, () => this.#all());
    for (const { name, properties } of entities.queues)
      this.#targets.set(keyOf(name), this.#withoutDuplicates(this.#addQueue(name, properties), properties));
    for (const { name, properties, subscriptions } of entities.topics) {
      const { defaultMessageTimeToLive } = properties;
      const sinks = subscriptions.map((each) => this.#addSubscription(name, each, defaultMessageTimeToLive));
      this.#targets.set(keyOf(name), this.#withoutDuplicates(this.#addTopic(name, sinks), properties));
    }
  }

  /** The queue or topic that takes messages at this address. */
  target(address: string): Target {
    return this.#targets.get(keyOf(address)) ?? this.#refuse(address, this.#sources, "sent to");
  }

  /** The queue, subscription or dead-letter queue that gives messages at this address. */
  source(address: string): MessageQueue {
    return this.#sources.get(keyOf(address)) ?? this.#refuse(address, this.#targets, "received from");
  }

  /** The queue by the name it has in the journal. */
  find(name: string): MessageQueue | undefined {
    return this.#sources.get(keyOf(name)) ?? this.#held.get(keyOf(name));
  }

  /** Goes on with what a journal remembers of an entity with duplicate detection. */
  remember(seen: SeenChange): void {
    this.#recent.get(keyOf(seen.entity))?.remember(seen.messageId, seen);
  }

  /** Names and numbers of messages, for tests and for people. */
  sizes(): Record<string, number> {
    return Object.fromEntries(this.#all().map((queue) => [queue.name, queue.size]));
  }

  advance(): void {
    this.#agenda.advance();
  }

  close(): void {
    this.#agenda.close();
  }

  #all(): MessageQueue[] {
    return [...this.#sources.values(), ...this.#held.values()];
  }

  #refuse(address: string, others: ReadonlyMap<string, unknown>, verb: string): never {
    if (others.has(keyOf(address))) throw new BrokerError("invalid", `${address} cannot be ${verb}.`);
    // Clients recognise this sentence.
    throw new BrokerError("notFound", `The messaging entity '${address}' could not be found.`);
  }

  #addQueue(name: string, settings: QueueSettings): MessageQueue {
    const shared = this.#shared();
    const { lockDuration } = settings;
    const deadLetters = new MessageQueue({ ...shared, name: name + DEAD_LETTERS, settings: { lockDuration } });
    const sessionIdOf = (content: Content) => {
      const { sessionId } = this.#options.routing(content);
      return sessionId === undefined || sessionId === null ? undefined : String(sessionId);
    };
    const queue = new MessageQueue({ ...shared, name, settings, deadLetters, sessionIdOf });
    for (const each of [queue, deadLetters]) this.#sources.set(keyOf(each.name), each);
    return queue;
  }

  /** A message whose id came within the window is taken, and forgotten; the answer is the number of the first. */
  #withoutDuplicates(target: Target, settings: DuplicateSettings): Target {
    if (!settings.requiresDuplicateDetection) return target;
    const { clock, record, routing } = this.#options;
    const entity = target.name;
    const recent = new RecentIds(clock);
    this.#recent.set(keyOf(entity), recent);
    return {
      name: entity,
      check: (submission) => target.check(submission),
      cancelScheduled: (sequenceNumbers) => target.cancelScheduled(sequenceNumbers),
      submit(submission) {
        const messageId = idOf(routing(submission.content).messageId);
        const known = recent.find(messageId);
        if (known !== undefined) return known;
        const sequenceNumber = target.submit(submission);
        const until = clock.now() + settings.duplicateDetectionHistoryTimeWindow;
        recent.remember(messageId, { until, sequenceNumber });
        record({ kind: "seen", entity, messageId, until, sequenceNumber });
        return sequenceNumber;
      },
    };
  }

  #addSubscription(topic: string, { name, properties, rules }: SubscriptionEntity, topicTtlInMs: number): Sink {
    const defaultMessageTimeToLive = Math.min(topicTtlInMs, properties.defaultMessageTimeToLive);
    const queue = this.#addQueue(`${topic}/Subscriptions/${name}`, { ...properties, defaultMessageTimeToLive });
    const filters = rules.map((rule) => rule.properties.correlationFilter);
    const isWanted = (routing: () => Routing) =>
      filters.length === 0 || filters.some((filter) => isMatch(filter, routing()));
    return { queue, isWanted };
  }

  #addTopic(name: string, sinks: readonly Sink[]): Target {
    const route = (submission: Submission) => {
      let known: Routing | undefined;
      const routing = () => (known ??= this.#options.routing(submission.content));
      for (const { queue, isWanted } of sinks) if (isWanted(routing)) queue.submit(submission);
    };
    const shared = this.#shared();
    const held = new MessageQueue({ ...shared, name, settings: { lockDuration: 0 }, activate: route });
    this.#held.set(keyOf(name), held);
    return {
      name,
      check(submission) {
        const routing = () => shared.routing(submission.content);
        for (const { queue, isWanted } of sinks) if (isWanted(routing)) queue.check(submission);
      },
      submit(submission) {
        if ((submission.scheduledFor ?? 0) > shared.clock.now()) return held.submit(submission);
        route(submission);
        return shared.numbers.next++;
      },
      cancelScheduled: (sequenceNumbers) => held.cancelScheduled(sequenceNumbers),
    };
  }

  #shared() {
    const { clock, record, routing } = this.#options;
    return { clock, record, routing, wake: (at: number) => this.#agenda.wake(at), numbers: { next: 1 } };
  }
}
