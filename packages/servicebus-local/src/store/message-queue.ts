import { randomUUID } from "node:crypto";
import type { BrokerClock } from "../clock.ts";
import type { QueueSettings } from "../entities.ts";
import { BrokerError, lockLost, sessionLockLost } from "./broker-error.ts";
import type { Change, Content, Message, MessageState, Properties, Submission } from "./message.ts";
import { MinHeap } from "./min-heap.ts";
import { type Session, Sessions } from "./sessions.ts";

/** One message and what happens to it now. */
interface Slot {
  message: Message;
  state: "ready" | "locked" | "deferred" | "scheduled" | "gone";
  readonly expiresAt: number;
  lock: Lock | undefined;
  readonly session: Session<Slot> | undefined;
}

/** A session of a queue, as its receivers see it. */
export type QueueSession = Session<Slot>;

export interface Lock {
  readonly token: string;
  until: number;
}

export interface QueueOptions {
  readonly name: string;
  readonly settings: Pick<QueueSettings, "lockDuration"> & Partial<QueueSettings>;
  readonly clock: BrokerClock;
  /** Keeps a change; called in the order in which things happened. */
  readonly record: (change: Change) => void;
  /** Asks to be advanced at that time. */
  readonly wake: (at: number) => void;
  /** Sequence numbers, shared by a queue and its dead-letter queue. */
  readonly numbers: { next: number };
  readonly deadLetters?: MessageQueue;
  /** The session that a message asks for. */
  readonly sessionIdOf?: (content: Content) => string | undefined;
  /** Takes a scheduled message whose time has come; without it, it is enqueued here. */
  readonly activate?: (message: Message) => void;
}

/** The messages of a queue, a subscription, a dead-letter queue, or those a topic holds back until their time. */
export class MessageQueue {
  readonly name: string;
  /** Called when a message has become ready for a receiver. */
  onReady: () => void = () => {};
  readonly #options: QueueOptions;
  #slots = new Map<number, Slot>();
  #isSorted = true;
  #lastNumber = 0;
  readonly #ready = new MinHeap<Slot>((slot) => slot.state === "ready");
  readonly #scheduled = new MinHeap<Slot>((slot) => slot.state === "scheduled");
  readonly #expiring = new MinHeap<Slot>((slot) => slot.state !== "gone");
  // Every lock of a queue lasts equally long, so the oldest entry is the next to expire.
  readonly #locks = new Map<string, Slot>();
  readonly #sessions: Sessions<Slot> | undefined;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.name = options.name;
    if (options.settings.requiresSession)
      this.#sessions = new Sessions<Slot>({
        clock: options.clock,
        wake: options.wake,
        lockDuration: options.settings.lockDuration,
        isReady: (slot) => slot.state === "ready",
        free: (session, isCounted) => this.#freeSession(session, isCounted),
      });
  }

  /** The sessions, of a queue that requires them. */
  get sessions(): Sessions<Slot> | undefined {
    return this.#sessions;
  }

  /** Refuses a message that this queue cannot take. */
  check({ content }: Submission): void {
    if (this.#sessions && this.#options.sessionIdOf?.(content) === undefined)
      throw new BrokerError("notAllowed", `${this.name} requires sessions: set the session id of the message.`);
  }

  setState(sessionId: string, state: Buffer | null): void {
    this.#required().held(sessionId).state = state;
    const text = state?.toString("base64") ?? null;
    this.#options.record({ kind: "session", queue: this.name, sessionId, state: text });
  }

  getState(sessionId: string): Buffer | null {
    return this.#required().held(sessionId).state;
  }

  /** Puts the state of a session back that a journal remembers. */
  restoreState(sessionId: string, state: Buffer): void {
    const session = this.#sessions?.of(sessionId);
    if (session) session.state = state;
  }

  renewSession(sessionId: string): number {
    return this.#required().renew(sessionId);
  }

  /** Gives a session back; what was locked with it is free again. */
  releaseSession(session: QueueSession): void {
    this.#required().release(session);
    this.onReady();
  }

  #required(): Sessions<Slot> {
    if (this.#sessions) return this.#sessions;
    throw new BrokerError("notAllowed", `${this.name} has no sessions: its entity does not require them.`);
  }

  #freeSession(session: QueueSession, isCounted: boolean): void {
    for (const slot of [...this.#locks.values()]) {
      if (slot.session !== session) continue;
      if (isCounted) this.#countDelivery(slot, {});
      else this.#unlock(slot);
    }
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Takes a message in; the answer is its sequence number. */
  submit({ content, scheduledFor }: Submission): number {
    const sequenceNumber = this.#options.numbers.next++;
    const enqueuedAt = this.#options.clock.now();
    const message = { sequenceNumber, enqueuedSequenceNumber: sequenceNumber, enqueuedAt, deliveryCount: 0 };
    this.#put({ ...message, scheduledFor, properties: {}, content });
    return sequenceNumber;
  }

  /** Goes on with sequence numbers where a journal left off. */
  resume(next: number): void {
    this.#options.numbers.next = Math.max(this.#options.numbers.next, next);
  }

  /** Puts a message back that a journal remembers. */
  restore(message: Message): void {
    this.resume(message.sequenceNumber + 1);
    this.#add(message);
  }

  /** Locks the oldest ready message, of a session where the queue has them. */
  acquire(session?: QueueSession): { message: Message; lock: Lock } | undefined {
    const slot = this.#takeReady(session);
    return slot && this.#lock(slot);
  }

  /** Takes deferred messages by their numbers, all or none: locked, or out for good. */
  takeDeferred(
    sequenceNumbers: readonly number[],
    mode: "lock" | "delete",
  ): { message: Message; lock: Lock | undefined }[] {
    const slots = sequenceNumbers.map((sequenceNumber) => {
      const slot = this.#slots.get(sequenceNumber);
      if (slot?.session) this.#required().held(slot.session.id);
      if (slot?.state === "deferred") return slot;
      throw new BrokerError("messageNotFound", `No deferred message ${sequenceNumber} in ${this.name}.`);
    });
    return [...new Set(slots)].map((slot) => {
      if (mode === "lock") return this.#lock(slot);
      this.#remove(slot);
      return { message: slot.message, lock: undefined };
    });
  }

  #lock(slot: Slot): { message: Message; lock: Lock } {
    // A message of a session is locked for as long as the session.
    const until = slot.session ? Infinity : this.#options.clock.now() + this.#options.settings.lockDuration;
    const lock = { token: randomUUID(), until };
    slot.state = "locked";
    slot.lock = lock;
    this.#locks.set(lock.token, slot);
    this.#options.wake(lock.until);
    return { message: slot.message, lock: { ...lock, until: slot.session?.lockedUntil ?? until } };
  }

  /** Takes the oldest ready message out for good. */
  take(session?: QueueSession): Message | undefined {
    const slot = this.#takeReady(session);
    if (slot) this.#remove(slot);
    return slot?.message;
  }

  complete(token: string): void {
    this.#remove(this.#locked(token));
  }

  abandon(token: string, properties: Properties = {}): void {
    this.#countDelivery(this.#locked(token), properties);
    this.onReady();
  }

  /** Sets a message aside until somebody asks for its number. */
  defer(token: string, properties: Properties = {}): void {
    const slot = this.#locked(token);
    slot.message = { ...slot.message, isDeferred: true, properties: { ...slot.message.properties, ...properties } };
    this.#recordUpdate(slot);
    this.#unlock(slot);
  }

  /** Gives a message back without counting the delivery. */
  release(token: string): void {
    this.#unlock(this.#locked(token));
    this.onReady();
  }

  deadLetter(token: string, properties: Properties = {}): void {
    const slot = this.#locked(token);
    if (!this.#options.deadLetters)
      throw new BrokerError("invalid", `${this.name} is a dead-letter queue and has none of its own.`);
    this.#moveToDeadLetters(slot, properties);
  }

  /** Prolongs a lock; the answer is the time until which it now holds. */
  renew(token: string): number {
    const slot = this.#locked(token);
    if (slot.session)
      throw new BrokerError("notAllowed", "A message of a session is locked with it: renew the lock of the session.");
    const lock = { token, until: this.#options.clock.now() + this.#options.settings.lockDuration };
    slot.lock = lock;
    this.#locks.delete(token);
    this.#locks.set(token, slot);
    return lock.until;
  }

  /** Takes scheduled messages back: all of them, or none when one is not there. */
  cancelScheduled(sequenceNumbers: readonly number[]): void {
    const slots = sequenceNumbers.map((sequenceNumber) => {
      const slot = this.#slots.get(sequenceNumber);
      if (slot?.state === "scheduled") return slot;
      throw new BrokerError("messageNotFound", `No scheduled message ${sequenceNumber} in ${this.name}.`);
    });
    for (const slot of new Set(slots)) this.#remove(slot);
  }

  /** Up to `count` messages in any state, from a sequence number on. */
  peek(fromSequenceNumber: number, count: number, sessionId?: string): { message: Message; state: MessageState }[] {
    this.#sort();
    const found: { message: Message; state: MessageState }[] = [];
    for (const [sequenceNumber, { message, state, session }] of this.#slots) {
      if (found.length >= count) break;
      if (sequenceNumber < fromSequenceNumber) continue;
      if (sessionId !== undefined && session?.id !== sessionId) continue;
      const seen = state === "scheduled" ? "scheduled" : message.isDeferred === true ? "deferred" : "active";
      found.push({ message, state: seen });
    }
    return found;
  }

  /** Does what is due by now: locks and messages expire, scheduled messages are enqueued. */
  advance(): void {
    const now = this.#options.clock.now();
    for (const slot of this.#locks.values()) {
      if ((slot.lock?.until ?? 0) > now) break;
      this.#countDelivery(slot, {});
    }
    this.#sessions?.advance(now);
    for (let slot = this.#scheduled.pop(now); slot; slot = this.#scheduled.pop(now)) this.#activate(slot, now);
    // One that is locked expires when the lock ends.
    for (let slot = this.#expiring.pop(now); slot; slot = this.#expiring.pop(now))
      if (slot.state === "ready") this.#expire(slot);
    this.onReady();
  }

  nextDueAt(): number {
    const firstLock = this.#locks.values().next().value?.lock?.until;
    const keys = [firstLock, this.#sessions?.nextDueAt(), this.#scheduled.peek()?.key, this.#expiring.peek()?.key];
    return Math.min(...keys.map((key) => key ?? Number.POSITIVE_INFINITY));
  }

  /** Takes over a message that its queue gave up. */
  bury(message: Message, replaces: { queue: string; sequenceNumber: number }): void {
    this.#options.record({ kind: "put", queue: this.name, message, replaces });
    this.#add(message);
    this.onReady();
  }

  #put(message: Message, replaces?: { queue: string; sequenceNumber: number }): void {
    this.#options.record({ kind: "put", queue: this.name, message, replaces });
    if (this.#add(message).state === "ready") this.onReady();
  }

  #add(message: Message): Slot {
    const { sequenceNumber, enqueuedAt, scheduledFor, content } = message;
    const ttlInMs = Math.min(content.ttlInMs ?? Infinity, this.#options.settings.defaultMessageTimeToLive ?? Infinity);
    const session = this.#sessions?.of(this.#options.sessionIdOf?.(content) ?? "");
    const slot: Slot = { message, state: "ready", expiresAt: enqueuedAt + ttlInMs, lock: undefined, session };
    this.#isSorted &&= sequenceNumber > this.#lastNumber;
    this.#lastNumber = sequenceNumber;
    this.#slots.set(sequenceNumber, slot);
    if (message.isDeferred === true) {
      slot.state = "deferred";
      return slot;
    }
    if (scheduledFor !== undefined && scheduledFor > enqueuedAt) {
      slot.state = "scheduled";
      this.#scheduled.push(scheduledFor, slot);
      this.#options.wake(scheduledFor);
      return slot;
    }
    (session?.ready ?? this.#ready).push(sequenceNumber, slot);
    if (this.#options.deadLetters && Number.isFinite(slot.expiresAt)) {
      this.#expiring.push(slot.expiresAt, slot);
      this.#options.wake(slot.expiresAt);
    }
    return slot;
  }

  #takeReady(session: QueueSession | undefined): Slot | undefined {
    const now = this.#options.clock.now();
    const ready = session?.ready ?? this.#ready;
    for (let slot = ready.pop(); slot; slot = ready.pop()) {
      if (!this.#isExpired(slot, now)) return slot;
      this.#expire(slot);
    }
    return undefined;
  }

  #locked(token: string): Slot {
    const slot = this.#locks.get(token);
    if (!slot?.lock || slot.lock.until <= this.#options.clock.now())
      throw this.#sessions ? sessionLockLost() : lockLost();
    if (slot.session) this.#required().held(slot.session.id);
    return slot;
  }

  #countDelivery(slot: Slot, added: Properties): void {
    const deliveryCount = slot.message.deliveryCount + 1;
    slot.message = { ...slot.message, deliveryCount, properties: { ...slot.message.properties, ...added } };
    const { maxDeliveryCount = Infinity } = this.#options.settings;
    if (this.#options.deadLetters && deliveryCount >= maxDeliveryCount) {
      this.#moveToDeadLetters(slot, {
        DeadLetterReason: "MaxDeliveryCountExceeded",
        DeadLetterErrorDescription: `Message could not be consumed after ${deliveryCount} delivery attempts.`,
      });
      return;
    }
    this.#recordUpdate(slot);
    this.#unlock(slot);
  }

  #recordUpdate(slot: Slot): void {
    const { sequenceNumber, deliveryCount, properties, isDeferred } = slot.message;
    const place = { queue: this.name, sequenceNumber };
    this.#options.record({ kind: "update", place, deliveryCount, properties, ...(isDeferred && { isDeferred }) });
  }

  #unlock(slot: Slot): void {
    if (slot.lock) this.#locks.delete(slot.lock.token);
    slot.lock = undefined;
    // What was set aside stays so, whatever became of its receiver.
    if (slot.message.isDeferred === true) {
      slot.state = "deferred";
      return;
    }
    slot.state = "ready";
    if (this.#isExpired(slot, this.#options.clock.now())) this.#expire(slot);
    else (slot.session?.ready ?? this.#ready).push(slot.message.sequenceNumber, slot);
  }

  #isExpired(slot: Slot, now: number): boolean {
    return this.#options.deadLetters !== undefined && slot.expiresAt <= now;
  }

  #expire(slot: Slot): void {
    if (!this.#options.settings.deadLetteringOnMessageExpiration) {
      this.#remove(slot);
      return;
    }
    this.#moveToDeadLetters(slot, {
      DeadLetterReason: "TTLExpiredException",
      DeadLetterErrorDescription: "The message expired and was dead lettered.",
    });
  }

  #moveToDeadLetters(slot: Slot, added: Properties): void {
    const place = { queue: this.name, sequenceNumber: slot.message.sequenceNumber };
    const properties = { ...slot.message.properties, ...added };
    this.#forget(slot);
    const { isDeferred: _aside, ...message } = slot.message;
    this.#options.deadLetters?.bury({ ...message, properties }, place);
  }

  #activate(slot: Slot, now: number): void {
    const { scheduledFor = now, sequenceNumber } = slot.message;
    this.#forget(slot);
    const enqueuedAt = Math.max(now, scheduledFor);
    const place = { queue: this.name, sequenceNumber };
    if (this.#options.activate) {
      this.#options.activate({ ...slot.message, enqueuedAt });
      this.#options.record({ kind: "remove", place });
      return;
    }
    const next = this.#options.numbers.next++;
    this.#put({ ...slot.message, sequenceNumber: next, enqueuedSequenceNumber: next, enqueuedAt }, place);
  }

  #remove(slot: Slot): void {
    const { sequenceNumber } = slot.message;
    this.#options.record({ kind: "remove", place: { queue: this.name, sequenceNumber } });
    this.#forget(slot);
  }

  #forget(slot: Slot): void {
    if (slot.lock) this.#locks.delete(slot.lock.token);
    slot.lock = undefined;
    slot.state = "gone";
    this.#slots.delete(slot.message.sequenceNumber);
  }

  #sort(): void {
    if (this.#isSorted) return;
    this.#slots = new Map([...this.#slots].sort(([a], [b]) => a - b));
    this.#isSorted = true;
    this.#lastNumber = Math.max(0, ...[...this.#slots.keys()].slice(-1));
  }
}
