import type { BrokerClock } from "../clock.ts";
import { BrokerError, sessionLockLost } from "./broker-error.ts";
import { MinHeap } from "./min-heap.ts";

/** One session of a queue: its messages in their order, who holds it, and the state that its holders leave for the next. */
export class Session<T = unknown> {
  readonly id: string;
  readonly ready: MinHeap<T>;
  state: Buffer | null = null;
  /** Until when it is held; 0 when it is free. */
  lockedUntil = 0;
  onLost: () => void = () => {};

  constructor(id: string, isReady: (value: T) => boolean) {
    this.id = id;
    this.ready = new MinHeap(isReady);
  }
}

export interface SessionsOptions<T> {
  readonly clock: BrokerClock;
  readonly lockDuration: number;
  readonly isReady: (value: T) => boolean;
  readonly wake: (at: number) => void;
  /** Gives back what was locked with a session. */
  readonly free: (session: Session<T>, isCounted: boolean) => void;
}

/** The sessions of one queue: each is held by one receiver at a time. */
export class Sessions<T> {
  readonly #options: SessionsOptions<T>;
  readonly #byId = new Map<string, Session<T>>();

  constructor(options: SessionsOptions<T>) {
    this.#options = options;
  }

  of(id: string): Session<T> {
    const known = this.#byId.get(id);
    if (known) return known;
    const fresh = new Session<T>(id, this.#options.isReady);
    this.#byId.set(id, fresh);
    return fresh;
  }

  /** Takes the session of that id; without an id the free one whose message waits longest, `undefined` when there is none. */
  accept(id: string | undefined): Session<T> | undefined {
    const session = id === undefined ? this.#next() : this.of(id);
    if (!session) return undefined;
    if (this.#isHeld(session))
      throw new BrokerError(
        "sessionTaken",
        `The requested session '${id}' cannot be accepted. It may be locked by another receiver.`,
      );
    this.#prolong(session);
    return session;
  }

  release(session: Session<T>): void {
    if (!this.#isHeld(session)) return;
    session.lockedUntil = 0;
    this.#options.free(session, false);
  }

  /** Prolongs the lock; the answer is the time until which it now holds. */
  renew(id: string): number {
    return this.#prolong(this.held(id));
  }

  held(id: string): Session<T> {
    const session = this.#byId.get(id);
    if (!session || !this.#isHeld(session)) throw sessionLockLost();
    return session;
  }

  /** Those with a message to receive or a state. */
  ids(): string[] {
    return [...this.#byId.values()].filter(({ ready, state }) => ready.peek() || state).map(({ id }) => id);
  }

  advance(now: number): void {
    for (const session of this.#byId.values()) {
      if (session.lockedUntil === 0 || session.lockedUntil > now) continue;
      session.lockedUntil = 0;
      this.#options.free(session, true);
      session.onLost();
    }
  }

  nextDueAt(): number {
    const held = [...this.#byId.values()].filter(({ lockedUntil }) => lockedUntil > 0);
    return Math.min(Number.POSITIVE_INFINITY, ...held.map(({ lockedUntil }) => lockedUntil));
  }

  #next(): Session<T> | undefined {
    const firstOf = ({ ready }: Session<T>) => ready.peek()?.key ?? Number.POSITIVE_INFINITY;
    const free = [...this.#byId.values()].filter((each) => !this.#isHeld(each) && each.ready.peek());
    return free.toSorted((a, b) => firstOf(a) - firstOf(b))[0];
  }

  #isHeld({ lockedUntil }: Session<T>): boolean {
    return lockedUntil > this.#options.clock.now();
  }

  #prolong(session: Session<T>): number {
    session.lockedUntil = this.#options.clock.now() + this.#options.lockDuration;
    this.#options.wake(session.lockedUntil);
    return session.lockedUntil;
  }
}
