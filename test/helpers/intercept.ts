import type { EntityStore } from "../../src/core/ports.ts";

/** The same store with some of its methods replaced; the others pass everything on. */
export const intercept = (store: EntityStore, replaced: Partial<EntityStore>): EntityStore => ({
  get: async (...args) => await store.get(...args),
  list: async (...args) => await store.list(...args),
  listAcross: async (...args) => await store.listAcross(...args),
  transact: async (...args) => await store.transact(...args),
  ...replaced,
});

/** The same store, which writes down each request; the pages of one list count once. */
export const counting = (store: EntityStore): { readonly store: EntityStore; readonly requests: string[] } => {
  const requests: string[] = [];
  const note = (what: string, table: string): void => {
    requests.push(`${what} ${table}`);
  };
  return {
    requests,
    store: intercept(store, {
      get: async (...args) => {
        note("get", args[0]);
        return await store.get(...args);
      },
      list: async (...args) => {
        if (args[3]?.continuation === undefined) note("list", args[0]);
        return await store.list(...args);
      },
      listAcross: async (...args) => {
        if (args[3]?.continuation === undefined) note("list", args[0]);
        return await store.listAcross(...args);
      },
      transact: async (...args) => {
        note("write", args[0]);
        return await store.transact(...args);
      },
    }),
  };
};
