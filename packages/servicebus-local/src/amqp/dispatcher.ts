import type { MessageQueue } from "../store/message-queue.ts";
import type { Consumer } from "./consumer.ts";

/** Hands the messages of one queue to its consumers in turn. */
export class Dispatcher {
  #consumers: Consumer[] = [];
  #turn = 0;

  constructor(queue: MessageQueue) {
    queue.onReady = () => this.pump();
  }

  add(consumer: Consumer): void {
    this.#consumers = [...this.#consumers.filter((each) => each.isOpen), consumer];
  }

  pump(): void {
    for (let passed = 0; passed < this.#consumers.length; ) {
      const consumer = this.#consumers[this.#turn++ % this.#consumers.length];
      if (!consumer?.isOpen || !consumer.hasCredit) passed++;
      else if (consumer.deliver()) passed = 0;
      else return;
    }
  }
}
