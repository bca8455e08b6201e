import type { EntityStore } from "../../src/core/ports.ts";

/** The same store with some of its methods replaced; the others pass everything on. */
export const intercept = (store: EntityStore, replaced: Partial<EntityStore>): EntityStore => ({
  get: async (...args) => await store.get(...args),
  list: async (...args) => await store.list(...args),
  listAcross: async (...args) => await store.listAcross(...args),
  transact: async (...args) => await store.transact(...args),
  ...replaced,
});
