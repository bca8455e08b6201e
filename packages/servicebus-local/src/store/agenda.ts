import type { BrokerClock } from "../clock.ts";

/** Something that has to be looked at when its time comes. */
export interface Due {
  advance(): void;
  nextDueAt(): number;
}

/** One alarm for the earliest thing that is due, so that waiting receivers get it on time. */
export class Agenda {
  readonly #clock: BrokerClock;
  readonly #everything: () => readonly Due[];
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: () => void = () => {};
  #isClosed = false;

  constructor(clock: BrokerClock, everything: () => readonly Due[]) {
    this.#clock = clock;
    this.#everything = everything;
  }

  wake(at: number): void {
    if (at >= this.#armedFor || this.#isClosed) return;
    this.#disarm();
    this.#armedFor = at;
    this.#disarm = this.#clock.alarm(at, () => this.advance());
  }

  advance(): void {
    this.#disarm();
    this.#armedFor = Number.POSITIVE_INFINITY;
    for (const each of this.#everything()) each.advance();
    this.wake(Math.min(...this.#everything().map((each) => each.nextDueAt())));
  }

  close(): void {
    this.#isClosed = true;
    this.#disarm();
  }
}
