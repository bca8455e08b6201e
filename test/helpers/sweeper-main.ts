import { TableClient } from "@azure/data-tables";
import { TableEntityStore } from "../../src/adapters/table-storage/table-entity-store.ts";
import type { EntityStore } from "../../src/core/ports.ts";
import { coreAt } from "../unit/sla-sweep/due-reviews.ts";
import { intercept } from "./intercept.ts";

/*
 * One sweep in a process of its own: `sweeper-main.ts <connection string> <instant> [<write>]`. With a number it is killed
 * by the system in the middle of that write: the request is on its way, and nobody hears the answer.
 */
const [connectionString = "", now = "", fatalWrite] = process.argv.slice(2);

const real = new TableEntityStore((table) =>
  TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true }),
);
let writes = 0;
const mortal: EntityStore = intercept(real, {
  transact: async (...args) => {
    writes += 1;
    if (writes !== Number(fatalWrite)) return await real.transact(...args);
    await Promise.race([real.transact(...args), new Promise((resolve) => setTimeout(resolve, 2))]);
    process.kill(process.pid, "SIGKILL");
    return await new Promise(() => {});
  },
});

const { sweepSla } = await coreAt(mortal, now);
console.log(JSON.stringify(await sweepSla()));
