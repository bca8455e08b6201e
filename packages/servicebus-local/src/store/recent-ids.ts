import type { BrokerClock } from "../clock.ts";

interface Seen {
  readonly until: number;
  readonly sequenceNumber: number;
}

/** Message ids that an entity with duplicate detection remembers for as long as its window. */
export class RecentIds {
  // Every id is kept equally long, so the oldest entry is the next to be forgotten.
  readonly #seen = new Map<string, Seen>();
  readonly #clock: BrokerClock;

  constructor(clock: BrokerClock) {
    this.#clock = clock;
  }

  /** The sequence number of the message that came with this id. */
  find(messageId: string): number | undefined {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#seen) {
      if (until > now) break;
      this.#seen.delete(id);
    }
    return this.#seen.get(messageId)?.sequenceNumber;
  }

  remember(messageId: string, seen: Seen): void {
    this.#seen.set(messageId, seen);
  }
}
