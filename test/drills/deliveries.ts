import { TableClient } from "@azure/data-tables";
import type { LocalStack } from "../helpers/local-stack.ts";

/** How often the broker handed messages to the host. */
export interface Deliveries {
  readonly total: number;
  /** Deliveries after the first of a message. */
  readonly repeated: number;
  /** Of one message; the broker gives up at 100. */
  readonly most: number;
}

const STARTED = /started \(message of [\w-]+(?:, delivery (\d+))?/;

/** By the logs of the hosts, which name each message that they start on. */
export const countDeliveries = (lines: readonly string[]): Deliveries => {
  const numbers = lines.flatMap((line) => {
    const started = STARTED.exec(line);
    return started === null ? [] : [Number(started[1] ?? 1)];
  });
  return {
    total: numbers.length,
    repeated: numbers.filter((number) => number > 1).length,
    most: Math.max(0, ...numbers),
  };
};

/** How many notifications are in which state; undefined while the tables are away. */
export const countStates = async ({ tables }: LocalStack): Promise<ReadonlyMap<string, number> | undefined> => {
  const client = TableClient.fromConnectionString(tables, "CertificationReviews", {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  const counts = new Map<string, number>();
  try {
    const filter = "RowKey ge '3-notification|' and RowKey lt '3-notification}'";
    for await (const { state } of client.listEntities<{ state?: string }>({
      queryOptions: { filter, select: ["state"] },
    })) {
      counts.set(state ?? "nonsense", (counts.get(state ?? "nonsense") ?? 0) + 1);
    }
    return counts;
  } catch (error) {
    // No table yet: nothing was written.
    return (error as { statusCode?: number }).statusCode === 404 ? counts : undefined;
  }
};
