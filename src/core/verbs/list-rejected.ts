import { type RejectedItem, toItems } from "../ledger/rejected-items.ts";
import type { ReplayRecords } from "../ledger/replay-records.ts";
import type { AsideMessages } from "../ports.ts";

/** What was put aside or dead-lettered and not replayed since, oldest first; `more` says that some were left out. */
export interface RejectedList {
  readonly items: readonly RejectedItem[];
  readonly more: boolean;
}

/** What `makeListRejected` needs. */
export interface ListRejectedDeps {
  readonly asideMessages: AsideMessages;
  readonly replays: ReplayRecords;
}

/** Lists what was put aside, by looking at the queues: nothing is taken from them. */
export type ListRejected = () => Promise<RejectedList>;

/** Makes the list of what was put aside. */
export const makeListRejected =
  ({ asideMessages, replays }: ListRejectedDeps): ListRejected =>
  async () => {
    const [{ messages, more }, records] = await Promise.all([asideMessages.peek(), replays.list()]);
    const replayed = new Set(records.filter(({ state }) => state === "sent").map(({ twinKey }) => twinKey));
    const items = toItems(messages).filter(({ twinKey }) => !replayed.has(twinKey));
    return { items, more };
  };
