/** Entries by ascending key. An entry that is no longer wanted may stay inside until `isLive` says so. */
export class MinHeap<T> {
  #entries: { key: number; value: T }[] = [];
  #pruneAt = 1024;
  readonly #isLive: (value: T, key: number) => boolean;

  constructor(isLive: (value: T, key: number) => boolean) {
    this.#isLive = isLive;
  }

  push(key: number, value: T): void {
    this.#entries.push({ key, value });
    this.#rise(this.#entries.length - 1);
    if (this.#entries.length > this.#pruneAt) this.#prune();
  }

  /** The live entry with the smallest key. */
  peek(): { key: number; value: T } | undefined {
    for (let top = this.#entries[0]; top; top = this.#entries[0]) {
      if (this.#isLive(top.value, top.key)) return top;
      this.#removeTop();
    }
    return undefined;
  }

  /** Takes the live entry with the smallest key, if that key is at most `upTo`. */
  pop(upTo = Number.POSITIVE_INFINITY): T | undefined {
    const top = this.peek();
    if (!top || top.key > upTo) return undefined;
    this.#removeTop();
    return top.value;
  }

  #prune(): void {
    // A sorted list is a heap.
    this.#entries = this.#entries.filter(({ key, value }) => this.#isLive(value, key)).sort((a, b) => a.key - b.key);
    this.#pruneAt = Math.max(1024, this.#entries.length * 2);
  }

  #removeTop(): void {
    const last = this.#entries.pop();
    if (!last || this.#entries.length === 0) return;
    this.#entries[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0 && this.#keyAt((at - 1) >> 1) > this.#keyAt(at)) {
      this.#swap(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.#keyAt(left + 1) < this.#keyAt(left) ? left + 1 : left;
      if (this.#keyAt(child) >= this.#keyAt(at)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #keyAt(index: number): number {
    return this.#entries[index]?.key ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#entries[a], this.#entries[b]];
    if (!first || !second) return;
    this.#entries[a] = second;
    this.#entries[b] = first;
  }
}
