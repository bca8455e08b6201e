import { hasCode, NotifierError } from "./errors.ts";
import type { EntityStore, TableName } from "./ports.ts";

/** A row that is written to find out whether the ledger takes anything, in a partition that nothing else is kept in. */
export const PROBE = { partition: "probe", row: "0-probe" } as const;

/**
 * The same store, which finds out after each failure whether it is the ledger's or only this request's, by a write of its own to another
 * partition of the same table. A ledger that takes that one is not away: a fault is then `LEDGER_STUCK`. One that refuses it too refuses
 * everybody: a refusal is then `LEDGER_DENIED`, and the fault of no message.
 */
export const toldApart = (store: EntityStore): EntityStore => {
  const probe = makeProbe(store);
  const call = async <T>(table: TableName, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      const isRefusal = hasCode(error, "LEDGER_REFUSED");
      const isFault = hasCode(error, "LEDGER_UNAVAILABLE") || hasCode(error, "LEDGER_DENIED");
      if (!isRefusal && !isFault) throw error;
      const takesOthers = await probe(table);
      if (takesOthers && isFault) throw restated("LEDGER_STUCK", error);
      if (!takesOthers && isRefusal) throw restated("LEDGER_DENIED", error);
      throw error;
    }
  };
  return {
    get: async (...args) => await call(args[0], async () => await store.get(...args)),
    list: async (...args) => await call(args[0], async () => await store.list(...args)),
    listAcross: async (...args) => await call(args[0], async () => await store.listAcross(...args)),
    transact: async (...args) => await call(args[0], async () => await store.transact(...args)),
  };
};

/** The first cause stays in the words: it is what people have to look for. */
const restated = (code: "LEDGER_STUCK" | "LEDGER_DENIED", cause: unknown): NotifierError =>
  new NotifierError(code, `${new NotifierError(code).message} ${cause instanceof Error ? cause.message : ""}`.trim(), {
    cause,
  });

/** Says whether a table takes a write. Those that ask at the same time share the next answer, never one that was under way before they asked. */
const makeProbe = (store: EntityStore): ((table: TableName) => Promise<boolean>) => {
  const running = new Map<TableName, Promise<boolean>>();
  const waiting = new Map<TableName, Promise<boolean>>();
  const run = (table: TableName): Promise<boolean> => {
    const asking = write(store, table).finally(() => {
      if (running.get(table) === asking) running.delete(table);
    });
    running.set(table, asking);
    return asking;
  };
  return async (table) => {
    const before = running.get(table);
    if (before === undefined) return await run(table);
    const next =
      waiting.get(table) ??
      before.then(async () => {
        waiting.delete(table);
        return await run(table);
      });
    waiting.set(table, next);
    return await next;
  };
};

const write = async (store: EntityStore, table: TableName): Promise<boolean> => {
  try {
    await store.transact(table, PROBE.partition, [{ kind: "upsert", rowKey: PROBE.row, fields: {} }]);
    return true;
  } catch {
    return false;
  }
};
