/** Counts of slots by their second, a list for each lane, as the ledger keeps them. */
type Slots = Readonly<Record<"ordinary" | "alerts", readonly (readonly [number, number])[]>>;

const MINUTE_IN_SECONDS = 60;

/** Watches the slots of the provider's quota: every mail has one of its own, and no minute has too many. */
export class QuotaWatch {
  readonly #perMinute: number;
  readonly #violate: (text: string) => void;
  readonly #taken = new Map<string, number>();
  #slots = 0;
  #claims = 0;

  constructor(perMinute: number, violate: (text: string) => void) {
    this.#perMinute = perMinute;
    this.#violate = violate;
  }

  /** The slots as they are written. */
  take(text: string): void {
    const slots = JSON.parse(text) as Slots;
    for (const lane of ["ordinary", "alerts"] as const) {
      for (const [second, count] of slots[lane]) {
        const key = `${lane} ${second}`;
        this.#slots += Math.max(0, count - (this.#taken.get(key) ?? 0));
        this.#taken.set(key, count);
      }
    }
    this.#checkMinutes([...slots.ordinary, ...slots.alerts]);
  }

  /** A mail is about to be sent. */
  claim(notificationId: string): void {
    this.#claims += 1;
    if (this.#claims > this.#slots) this.#violate(`${notificationId} is sent without a slot of the quota`);
  }

  #checkMinutes(runs: readonly (readonly [number, number])[]): void {
    for (const [first] of runs) {
      const inMinute = runs.filter(([second]) => second >= first && second < first + MINUTE_IN_SECONDS);
      const count = inMinute.reduce((sum, [, slots]) => sum + slots, 0);
      if (count > this.#perMinute) this.#violate(`${count} slots of the quota lie within a minute`);
    }
  }
}

/** Most calls of the provider that fell into any span of this length. */
export const mostWithin = (callsAtMs: readonly number[], spanInMs: number): number => {
  const calls = callsAtMs.toSorted((a, b) => a - b);
  return Math.max(0, ...calls.map((first) => calls.filter((at) => at >= first && at < first + spanInMs).length));
};
