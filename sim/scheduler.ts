import { type Instant, instantFromMs } from "../src/core/instant.ts";

interface Task {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Thrown when a run does not come to rest: something goes in circles. */
export class TooManySteps extends Error {}

/** Virtual time: tasks run one by one in the order of their time, each until nothing it started can go on. */
export class Scheduler {
  #nowMs: number;
  #order = 0;
  #heap: Task[] = [];
  readonly #maxSteps: number;

  constructor(startMs: number, maxSteps: number) {
    this.#nowMs = startMs;
    this.#maxSteps = maxSteps;
  }

  /** Tasks done so far. */
  steps = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  now(skewInMs = 0): Instant {
    return instantFromMs(Math.floor(this.#nowMs + skewInMs));
  }

  after(delayInMs: number, run: () => void): void {
    this.#order += 1;
    this.#push({ atMs: this.#nowMs + Math.max(0, delayInMs), order: this.#order, run });
  }

  /** Runs everything up to this time. */
  async runUntil(endMs: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= endMs; next = this.#heap[0]) {
      this.#pop();
      this.steps += 1;
      if (this.steps > this.#maxSteps) throw new TooManySteps(`More than ${this.#maxSteps} steps.`);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      // Every promise that can settle now settles before the next task.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let index = heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(task, heap[parent])) break;
      heap[index] = heap[parent] as Task;
      index = parent;
    }
    heap[index] = task;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Task, heap[child])) child += 1;
      if (!isBefore(heap[child] as Task, last)) break;
      heap[index] = heap[child] as Task;
      index = child;
    }
    heap[index] = last;
  }
}

const isBefore = (a: Task, b: Task | undefined): boolean =>
  b === undefined || a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
