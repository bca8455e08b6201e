import type { MessageQueue, QueueSession } from "../store/message-queue.ts";
import { attempt } from "./attempt.ts";
import type { BrokerContext } from "./broker-context.ts";
import { encodeMessage } from "./encode-message.ts";
import { toDeliveryTag } from "./lock-token.ts";
import { CreditGauge, type Delivery, type Outcome, type Sender, settle } from "./rhea.ts";
import { toProperties } from "./to-properties.ts";

const PRESETTLED = 1;

/** A receiver of a client: takes messages from a queue and settles them as the client says. */
export class Consumer {
  readonly #sender: Sender;
  readonly #queue: MessageQueue;
  readonly #context: BrokerContext;
  readonly #credit: CreditGauge;
  readonly #session: QueueSession | undefined;
  readonly #tokens = new WeakMap<Delivery, string>();

  constructor(sender: Sender, queue: MessageQueue, context: BrokerContext, session?: QueueSession) {
    this.#sender = sender;
    this.#queue = queue;
    this.#context = context;
    this.#session = session;
    this.#credit = new CreditGauge(sender);
    this.#onOutcome("accepted", (token) => queue.complete(token));
    this.#onOutcome("released", (token) => queue.release(token));
    this.#onOutcome("rejected", (token, { error }) => queue.deadLetter(token, toProperties(error?.info)));
    this.#onOutcome("modified", (token, outcome) => {
      const properties = toProperties(outcome.message_annotations);
      if (outcome.undeliverable_here) queue.defer(token, properties);
      else queue.abandon(token, properties);
    });
  }

  get isOpen(): boolean {
    return this.#sender.is_open();
  }

  get hasCredit(): boolean {
    return this.#credit.available > 0;
  }

  /** Delivers one message; `false` when the queue has none. */
  deliver(): boolean {
    return this.#sender.snd_settle_mode === PRESETTLED ? this.#deliverSettled() : this.#deliverLocked();
  }

  /** Answers a client that wants to know whether there is more. */
  finishDrain(): void {
    if (!this.#credit.isDraining || !this.isOpen) return;
    // What was handed over in this turn has to go out first.
    setImmediate(() => {
      if (this.#credit.isDraining && this.isOpen && !this.#credit.finishDrain()) this.finishDrain();
    });
  }

  #deliverSettled(): boolean {
    const message = this.#queue.take(this.#session);
    if (!message) return false;
    this.#send(encodeMessage(message), undefined);
    return true;
  }

  #deliverLocked(): boolean {
    const acquired = this.#queue.acquire(this.#session);
    if (!acquired) return false;
    const { message, lock } = acquired;
    this.#send(encodeMessage(message, { lockedUntil: lock.until }), lock.token);
    return true;
  }

  #send(bytes: Buffer, token: string | undefined): void {
    const delivery = this.#sender.send(bytes, token && toDeliveryTag(token), 0);
    if (token) this.#tokens.set(delivery, token);
    this.#credit.count();
  }

  #onOutcome(name: string, settleMessage: (token: string, outcome: Outcome) => void): void {
    this.#sender.on(name, ({ delivery }: { delivery: Delivery }) => {
      const token = this.#tokens.get(delivery);
      if (token === undefined) return;
      const outcome: Outcome = delivery.remote_state ?? {};
      const refusal = attempt(() => settleMessage(token, outcome), this.#context.warn);
      this.#context.journal.afterWrite(() => settle(delivery, refusal, { name, outcome }));
    });
  }
}
