import { BrokerError, notSupported } from "../store/broker-error.ts";
import type { MessageQueue } from "../store/message-queue.ts";
import type { Target } from "../store/store.ts";
import { managedEntity, plainAddress } from "./address.ts";
import { attempt } from "./attempt.ts";
import type { BrokerContext } from "./broker-context.ts";
import { Consumer } from "./consumer.ts";
import { Dispatcher } from "./dispatcher.ts";
import { RequestLinks } from "./request-links.ts";
import {
  acceptLink,
  type Connection,
  type Delivery,
  errorOf,
  type Receiver,
  type Sender,
  settle,
  sourceOf,
  targetOf,
} from "./rhea.ts";
import { MAX_MESSAGE_BYTES, parseTransfer } from "./submission.ts";

const TOKENS = "$cbs";
const SESSION_FILTER = "com.microsoft:session-filter";

/** Decides what a link that a client opens is for. */
export class Links {
  readonly #context: BrokerContext;
  readonly #dispatchers = new Map<MessageQueue, Dispatcher>();
  readonly #requests = new WeakMap<Connection, RequestLinks>();

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  /** The client sends. */
  openReceiver(receiver: Receiver): void {
    this.#open(receiver, () => {
      const address = targetOf(receiver)?.address;
      if (typeof address !== "string")
        throw notSupported("A link without an address, such as one for transactions, is");
      const entity = managedEntity(address);
      if (address === TOKENS) this.#requestsOf(receiver).serveTokens(receiver);
      else if (entity !== undefined) this.#requestsOf(receiver).serveManagement(receiver, this.#known(entity));
      else this.#receive(receiver, this.#context.store.target(plainAddress(address)));
    });
  }

  /** The client receives. */
  openSender(sender: Sender): void {
    this.#open(sender, () => {
      const source = sourceOf(sender);
      const address = source?.address;
      if (typeof address !== "string") throw notSupported("A link without an address is");
      const entity = managedEntity(address);
      if (entity !== undefined) this.#known(entity);
      if (address === TOKENS || entity !== undefined) {
        this.#requestsOf(sender).addReplier(sender);
        return;
      }
      const queue = this.#context.store.source(plainAddress(address));
      if (Object.hasOwn(source?.filter ?? {}, SESSION_FILTER))
        throw notSupported(`${queue.name} has no sessions: they are`);
      this.#consume(sender, queue);
    });
  }

  #open(link: Sender | Receiver, connect: () => void): void {
    const refusal = attempt(connect, this.#context.warn);
    // A refused link is attached without source and target, then detached with the reason.
    if (!refusal) {
      acceptLink(link, MAX_MESSAGE_BYTES);
      return;
    }
    // Some clients drop the reason, so it is also said here.
    if (refusal.kind === "notAllowed") this.#context.warn(`Refused: ${refusal.message}`);
    link.close(errorOf(refusal));
  }

  #requestsOf(link: Sender | Receiver): RequestLinks {
    const known = this.#requests.get(link.connection);
    if (known) return known;
    const fresh = new RequestLinks(this.#context);
    this.#requests.set(link.connection, fresh);
    return fresh;
  }

  /** An entity that can be managed: anything that takes or gives messages. */
  #known(entity: string): string {
    const { store } = this.#context;
    const refusal = attempt(() => store.target(plainAddress(entity)), this.#context.warn);
    if (refusal instanceof BrokerError) store.source(plainAddress(entity));
    return entity;
  }

  #receive(receiver: Receiver, target: Target): void {
    const { journal, warn } = this.#context;
    receiver.on("message", (event: { message: Buffer; delivery: Delivery; format: number }) => {
      const refusal = attempt(() => {
        for (const submission of parseTransfer(event.message, event.format)) target.submit(submission);
      }, warn);
      journal.afterWrite(() => settle(event.delivery, refusal));
    });
  }

  #consume(sender: Sender, queue: MessageQueue): void {
    const consumer = new Consumer(sender, queue, this.#context);
    const dispatcher = this.#dispatchers.get(queue) ?? new Dispatcher(queue);
    this.#dispatchers.set(queue, dispatcher);
    dispatcher.add(consumer);
    sender.on("sender_flow", () => {
      dispatcher.pump();
      consumer.finishDrain();
    });
    sender.on("sendable", () => dispatcher.pump());
  }
}
