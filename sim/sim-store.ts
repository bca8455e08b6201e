import { NotifierError } from "../src/core/errors.ts";
import type { EntityStore, Write } from "../src/core/ports.ts";
import type { CallFault, SimHost } from "./sim-host.ts";
import { strikes, type World } from "./world.ts";

/** The ledger as one process sees it: it may be away, fail before or after its effect, or be asked twice by the client. */
export const makeSimStore = (world: World, host: SimHost, store: EntityStore): EntityStore => {
  const error = (): Error => new NotifierError("LEDGER_UNAVAILABLE");
  const fault = (canRepeat: boolean) => (): CallFault => {
    if (world.away.has("store")) return "before";
    if (!strikes(world, world.profile.storeFaults)) return "none";
    return world.random.pick(canRepeat ? ["before", "after", "after", "repeated", "repeated"] : ["before"]);
  };
  return {
    get: async (table, partition, row) =>
      await host.call(
        () => `get ${table} ${short(partition)} ${short(row)}`,
        async () => await store.get(table, partition, row),
        fault(false),
        error,
      ),
    list: async (table, partition, range, options) =>
      await host.call(
        () => `list ${table} ${short(partition)}`,
        async () => await store.list(table, partition, range, options),
        fault(false),
        error,
      ),
    listAcross: async (table, partitions, range, options) =>
      await host.call(
        () => `list ${table} ${short(partitions.from)}…`,
        async () => await store.listAcross(table, partitions, range, options),
        fault(false),
        error,
      ),
    transact: async (table, partition, writes) =>
      await host.call(
        () => `write ${table} ${short(partition)}: ${writes.map(inWords).join(", ")}`,
        async () => await store.transact(table, partition, writes),
        fault(true),
        error,
      ),
  };
};

const short = (key: string): string => key.replace(/[0-9a-f]{24,}/g, (hex) => hex.slice(0, 6));

const inWords = (write: Write): string => {
  const state = write.kind !== "delete" && write.fields.state !== undefined ? ` = ${String(write.fields.state)}` : "";
  return `${write.kind} ${short(write.rowKey)}${state}`;
};
