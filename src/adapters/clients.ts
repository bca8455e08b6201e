import { TableClient } from "@azure/data-tables";
import { ServiceBusClient } from "@azure/service-bus";
import type { Connection } from "../config/load-config.ts";
import { makeLazyCredential } from "./identity/lazy-credential.ts";
import type { MakeTableClient } from "./table-storage/table-entity-store.ts";

/** The Service Bus client for a connection. It connects with the first send. */
export const makeServiceBusClient = (connection: Connection): ServiceBusClient => {
  const options = { retryOptions: { maxRetries: 2, retryDelayInMs: 500, timeoutInMs: 10_000 } };
  return connection.kind === "connectionString"
    ? new ServiceBusClient(connection.value, options)
    : new ServiceBusClient(connection.address, makeLazyCredential(connection.identity), options);
};

/** Table clients for a connection. Few and short retries: whoever can wait longer does so himself. */
export const makeTableClients =
  (connection: Connection): MakeTableClient =>
  (tableName) => {
    const options = { retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 } };
    return connection.kind === "connectionString"
      ? TableClient.fromConnectionString(connection.value, tableName, {
          ...options,
          allowInsecureConnection: isLocal(connection.value),
        })
      : new TableClient(connection.address, tableName, makeLazyCredential(connection.identity), options);
  };

/** Plain HTTP is for an emulator on this machine only. */
const isLocal = (connectionString: string): boolean =>
  /UseDevelopmentStorage=true|Endpoint=http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/i.test(connectionString);
