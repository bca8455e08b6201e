import type { Instant } from "../../core/instant.ts";
import type { Clock, NotificationHint, WorkQueue } from "../../core/ports.ts";

/** The work queue in memory: hints are shown when their time has come, in the order in which they were sent. */
export class MemoryWorkQueue implements WorkQueue {
  #hints: { readonly hint: NotificationHint; readonly at: Instant }[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async send(hints: readonly NotificationHint[]): Promise<void> {
    const at = this.#clock.now();
    this.#hints.push(...hints.map((hint) => ({ hint, at })));
  }

  async schedule(hint: NotificationHint, at: Instant): Promise<void> {
    this.#hints.push({ hint, at });
  }

  /** Takes away what is to be seen now. */
  take(): NotificationHint[] {
    const now = this.#clock.now();
    const seen = this.#hints.filter(({ at }) => at <= now);
    this.#hints = this.#hints.filter(({ at }) => at > now);
    return seen.map(({ hint }) => hint);
  }

  /** What is not taken yet, with its time. */
  waiting(): readonly { readonly hint: NotificationHint; readonly at: Instant }[] {
    return this.#hints;
  }
}
