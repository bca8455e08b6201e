import type { Journal } from "../journal/journal.ts";
import type { Store } from "../store/store.ts";

/** What every link of the broker works with. */
export interface BrokerContext {
  readonly store: Store;
  readonly journal: Journal;
  readonly warn: (text: string) => void;
}
