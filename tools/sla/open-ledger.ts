import { localTables, readStackSettings } from "../../local/stack/settings.ts";
import { makeTableClients } from "../../src/adapters/clients.ts";
import { TableEntityStore } from "../../src/adapters/table-storage/table-entity-store.ts";
import type { EntityStore } from "../../src/core/ports.ts";

/** The ledger that the settings name: `TABLES`, else `TABLES__tableServiceUri`, else the local stack's. */
export const openLedger = (): EntityStore => {
  const settings = readStackSettings();
  const { TABLES, TABLES__tableServiceUri } = settings.app;
  const connection =
    TABLES === undefined && TABLES__tableServiceUri !== undefined
      ? ({ kind: "identity", address: TABLES__tableServiceUri, identity: { isManaged: false } } as const)
      : ({ kind: "connectionString", value: TABLES ?? localTables(settings) } as const);
  return new TableEntityStore(makeTableClients(connection));
};
