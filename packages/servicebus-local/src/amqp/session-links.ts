import { BrokerError, sessionLockLost } from "../store/broker-error.ts";
import type { MessageQueue } from "../store/message-queue.ts";
import type { BrokerContext } from "./broker-context.ts";
import { Consumer } from "./consumer.ts";
import { acceptLink, answerSession, errorOf, holdBack, onceGone, type Sender } from "./rhea.ts";
import { MAX_MESSAGE_BYTES } from "./submission.ts";

/** Receivers of a queue with sessions: each holds one session, and those that ask for the next wait until there is one. */
export class SessionLinks {
  readonly #queue: MessageQueue;
  readonly #context: BrokerContext;
  readonly #consumers = new Set<Consumer>();
  readonly #waiting = new Set<Sender>();
  readonly #answers = new Map<Sender, () => void>();

  constructor(queue: MessageQueue, context: BrokerContext) {
    this.#queue = queue;
    this.#context = context;
    queue.onReady = () => this.#pump();
  }

  /** Opens a receiver for a session; without an id for the next one, which is waited for. */
  open(sender: Sender, sessionId: string | undefined, timeoutInMs: number): void {
    if (this.#tryOpen(sender, sessionId)) return;
    const answer = holdBack(sender);
    const timer = setTimeout(() => refuse(), timeoutInMs).unref();
    const settle = () => {
      clearTimeout(timer);
      this.#waiting.delete(sender);
      this.#answers.delete(sender);
    };
    const refuse = () => {
      settle();
      answer();
      sender.close(errorOf(new BrokerError("timeout", "No session of this entity had a message within the timeout.")));
    };
    this.#waiting.add(sender);
    this.#answers.set(sender, () => {
      settle();
      answer();
    });
    onceGone(sender, () => {
      if (!this.#waiting.has(sender)) return;
      settle();
      answer();
    });
  }

  #tryOpen(sender: Sender, sessionId: string | undefined): boolean {
    const session = this.#queue.sessions?.accept(sessionId);
    if (!session) return false;
    const consumer = new Consumer(sender, this.#queue, this.#context, session);
    this.#consumers.add(consumer);
    session.onLost = () => {
      this.#consumers.delete(consumer);
      sender.close(errorOf(sessionLockLost()));
    };
    onceGone(sender, () => {
      if (this.#consumers.delete(consumer)) this.#queue.releaseSession(session);
    });
    sender.on("sender_flow", () => {
      deliverAll(consumer);
      consumer.finishDrain();
    });
    sender.on("sendable", () => deliverAll(consumer));
    acceptLink(sender, MAX_MESSAGE_BYTES);
    answerSession(sender, session.id, session.lockedUntil);
    return true;
  }

  #pump(): void {
    for (const sender of [...this.#waiting]) {
      const answer = this.#answers.get(sender);
      if (!this.#tryOpen(sender, undefined)) break;
      answer?.();
    }
    for (const consumer of [...this.#consumers]) deliverAll(consumer);
  }
}

const deliverAll = (consumer: Consumer): void => {
  while (consumer.isOpen && consumer.hasCredit) if (!consumer.deliver()) return;
};
