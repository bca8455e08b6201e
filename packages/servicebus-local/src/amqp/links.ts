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
  propertiesOf,
  type Receiver,
  SESSION_FILTER,
  type Sender,
  settle,
  sourceOf,
  targetOf,
} from "./rhea.ts";
import { SessionLinks } from "./session-links.ts";
import { MAX_MESSAGE_BYTES, parseTransfer } from "./submission.ts";

const TOKENS = "$cbs";
const TIMEOUT = "com.microsoft:timeout";
const DEFAULT_TIMEOUT_IN_MS = 60_000;

/** Decides what a link that a client opens is for. */
export class Links {
  readonly #context: BrokerContext;
  readonly #dispatchers = new Map<MessageQueue, Dispatcher>();
  readonly #sessionLinks = new Map<MessageQueue, SessionLinks>();
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
        return this.#requestsOf(sender).addReplier(sender);
      }
      const queue = this.#context.store.source(plainAddress(address));
      if (queue.sessions) return this.#openSession(sender, queue);
      else if (Object.hasOwn(source?.filter ?? {}, SESSION_FILTER))
        throw new BrokerError("notAllowed", `${queue.name} has no sessions: its entity does not require them.`);
      else this.#consume(sender, queue);
    });
  }

  /** The answer to the attach may have to wait for a session. */
  #openSession(sender: Sender, queue: MessageQueue): "answered later" {
    const filter = sourceOf(sender)?.filter ?? {};
    if (!Object.hasOwn(filter, SESSION_FILTER))
      throw new BrokerError("notAllowed", `${queue.name} requires sessions: accept one to receive from it.`);
    const asked = filter[SESSION_FILTER] as string | { value?: string } | null | undefined;
    const sessionId = typeof asked === "object" ? asked?.value : asked;
    const links = this.#sessionLinks.get(queue) ?? new SessionLinks(queue, this.#context);
    this.#sessionLinks.set(queue, links);
    const timeoutInMs = Number(propertiesOf(sender)[TIMEOUT] ?? DEFAULT_TIMEOUT_IN_MS);
    links.open(sender, sessionId ?? undefined, timeoutInMs);
    return "answered later";
  }

  #open(link: Sender | Receiver, connect: () => unknown): void {
    let isAnswered = false;
    const refusal = attempt(() => {
      isAnswered = connect() === "answered later";
    }, this.#context.warn);
    if (isAnswered) return;
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
        const submissions = parseTransfer(event.message, event.format);
        // All of a batch, or nothing.
        for (const submission of submissions) target.check(submission);
        for (const submission of submissions) target.submit(submission);
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
