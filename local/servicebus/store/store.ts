import type { BrokerClock } from "../clock.ts";
import type { Entities, QueueSettings, SubscriptionEntity } from "../entities.ts";
import { Agenda } from "./agenda.ts";
import { BrokerError } from "./broker-error.ts";
import { isMatch } from "./correlation-filter.ts";
import type { Change, Content, Routing, Submission } from "./message.ts";
import { MessageQueue } from "./message-queue.ts";

/** Where messages are sent to: a queue or a topic. */
export interface Target {
  readonly name: string;
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
const keyOf = (address: string) => address.toLowerCase();

/** All queues and topics of the broker. Knows nothing of AMQP, of files or of the time of day. */
export class Store {
  readonly #targets = new Map<string, Target>();
  readonly #sources = new Map<string, MessageQueue>();
  readonly #held = new Map<string, MessageQueue>();
  readonly #options: StoreOptions;
  readonly #agenda: Agenda;

  constructor(entities: Entities, options: StoreOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.clock, () => this.#all());
    for (const { name, properties } of entities.queues)
      this.#targets.set(keyOf(name), this.#addQueue(name, properties));
    for (const { name, properties, subscriptions } of entities.topics) {
      const { defaultMessageTimeToLive } = properties;
      const sinks = subscriptions.map((each) => this.#addSubscription(name, each, defaultMessageTimeToLive));
      this.#targets.set(keyOf(name), this.#addTopic(name, sinks));
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
    const queue = new MessageQueue({ ...shared, name, settings, deadLetters });
    for (const each of [queue, deadLetters]) this.#sources.set(keyOf(each.name), each);
    return queue;
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
      submit(submission) {
        if ((submission.scheduledFor ?? 0) > shared.clock.now()) return held.submit(submission);
        route(submission);
        return shared.numbers.next++;
      },
      cancelScheduled: (sequenceNumbers) => held.cancelScheduled(sequenceNumbers),
    };
  }

  #shared() {
    const { clock, record } = this.#options;
    return { clock, record, wake: (at: number) => this.#agenda.wake(at), numbers: { next: 1 } };
  }
}
