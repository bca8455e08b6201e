import type { Change, Message, Place, SeenChange } from "../store/message.ts";

/** What is left of a journal when all its changes are applied. */
export class Snapshot {
  readonly queues = new Map<string, Map<number, Message>>();
  /** Per queue the first sequence number that was never used. */
  readonly next = new Map<string, number>();

  /** Per queue and session its state, in Base64. */
  readonly sessions = new Map<string, Map<string, string>>();
  readonly seen = new Map<string, SeenChange>();

  apply(change: Change): void {
    if (change.kind === "put") this.#put(change.queue, change.message, change.replaces);
    else if (change.kind === "remove") this.#remove(change.place);
    else if (change.kind === "next") this.#raise(change.queue, change.sequenceNumber);
    else if (change.kind === "seen") this.#see(change);
    else if (change.kind === "session") this.#setState(change.queue, change.sessionId, change.state);
    else {
      const message = this.#messages(change.place.queue).get(change.place.sequenceNumber);
      const { deliveryCount, properties, isDeferred } = change;
      if (message) {
        const next = { ...message, deliveryCount, properties, ...(isDeferred && { isDeferred }) };
        this.#messages(change.place.queue).set(message.sequenceNumber, next);
      }
    }
  }

  /** The shortest list of changes that leads here. */
  *changes(now: number): Generator<Change> {
    for (const [queue, sequenceNumber] of this.next) yield { kind: "next", queue, sequenceNumber };
    for (const [queue, messages] of this.queues)
      for (const message of messages.values()) yield { kind: "put", queue, message };
    for (const [queue, states] of this.sessions)
      for (const [sessionId, state] of states) yield { kind: "session", queue, sessionId, state };
    for (const change of this.seen.values()) if (change.until > now) yield change;
  }

  #see(change: SeenChange): void {
    const key = JSON.stringify([change.entity, change.messageId]);
    // To the end, because ids are forgotten from the front.
    this.seen.delete(key);
    this.seen.set(key, change);
  }

  #setState(queue: string, sessionId: string, state: string | null): void {
    const states = this.sessions.get(queue) ?? new Map<string, string>();
    this.sessions.set(queue, states);
    if (state === null) states.delete(sessionId);
    else states.set(sessionId, state);
  }

  #put(queue: string, message: Message, replaces: Place | undefined): void {
    this.#messages(queue).set(message.sequenceNumber, message);
    this.#raise(queue, message.sequenceNumber + 1);
    if (replaces) this.#remove(replaces);
  }

  #remove({ queue, sequenceNumber }: Place): void {
    this.#messages(queue).delete(sequenceNumber);
  }

  #raise(queue: string, next: number): void {
    this.next.set(queue, Math.max(next, this.next.get(queue) ?? 1));
  }

  #messages(queue: string): Map<number, Message> {
    const known = this.queues.get(queue);
    if (known) return known;
    const fresh = new Map<number, Message>();
    this.queues.set(queue, fresh);
    return fresh;
  }
}
