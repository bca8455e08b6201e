import { NotifierError } from "../src/core/errors.ts";
import type { EntityStore, Write } from "../src/core/ports.ts";
import type { CallFault, SimHost } from "./sim-host.ts";
import { strikes, type World } from "./world.ts";

/** A handler waits two faults of one request out, and gives up with a third. */
const MOST_FAULTS_WAITED_OUT = 2;

/** The ledger as one process sees it: it may be away, fail before or after its effect, or be asked twice by the client. */
export const makeSimStore = (world: World, host: SimHost, store: EntityStore): EntityStore => {
  const error = (): Error => new NotifierError("LEDGER_UNAVAILABLE");
  const inARow = new Map<string, number>();
  const strikesAt = (request: () => string): boolean => {
    if (!world.profile.isGentle) return strikes(world, world.profile.storeFaults);
    const before = inARow.get(request()) ?? 0;
    const isFault = strikes(world, world.profile.storeFaults) && before < MOST_FAULTS_WAITED_OUT;
    inARow.set(request(), isFault ? before + 1 : 0);
    return isFault;
  };
  const ask = async <T>(request: () => string, run: () => Promise<T>, canRepeat = false): Promise<T> =>
    await host.call(
      request,
      run,
      (): CallFault => {
        if (world.away.has("store")) return "before";
        if (!strikesAt(request)) return "none";
        return world.random.pick(canRepeat ? ["before", "after", "after", "repeated", "repeated"] : ["before"]);
      },
      error,
    );
  return {
    get: async (table, partition, row) =>
      await ask(
        () => `get ${table} ${short(partition)} ${short(row)}`,
        async () => await store.get(table, partition, row),
      ),
    list: async (table, partition, range, options) =>
      await ask(
        () => `list ${table} ${short(partition)}`,
        async () => await store.list(table, partition, range, options),
      ),
    listAcross: async (table, partitions, range, options) =>
      await ask(
        () => `list ${table} ${short(partitions.from)}…`,
        async () => await store.listAcross(table, partitions, range, options),
      ),
    transact: async (table, partition, writes) =>
      await ask(
        () => `write ${table} ${short(partition)}: ${writes.map(inWords).join(", ")}`,
        async () => await store.transact(table, partition, writes),
        true,
      ),
  };
};

const short = (key: string): string => key.replace(/[0-9a-f]{24,}/g, (hex) => hex.slice(0, 6));

const inWords = (write: Write): string => {
  const state = write.kind !== "delete" && write.fields.state !== undefined ? ` = ${String(write.fields.state)}` : "";
  return `${write.kind} ${short(write.rowKey)}${state}`;
};
