import { msBetween, parseInstant } from "../instant.ts";
import type { EntityStore, TableName, Write } from "../ports.ts";
import type { Telemetry } from "./telemetry.ts";
import { ATTRIBUTES, METRICS, SPANS } from "./telemetry-names.ts";

/** A store that tells each request, and what its writes say of mails: every change of a state is one write. */
export const tracedStore = (store: EntityStore, telemetry: Telemetry): EntityStore => {
  const traced = async <T>(request: string, table: TableName, work: () => Promise<T>): Promise<T> => {
    const attributes = { [ATTRIBUTES.table]: table, [ATTRIBUTES.request]: request };
    telemetry.count(METRICS.tableRequests, attributes);
    return await telemetry.span(SPANS.table, { attributes, kind: "client" }, work);
  };
  return {
    get: async (...args) => await traced("get", args[0], async () => await store.get(...args)),
    list: async (...args) => await traced("list", args[0], async () => await store.list(...args)),
    listAcross: async (...args) => await traced("list", args[0], async () => await store.listAcross(...args)),
    transact: async (table, partition, writes) => {
      const result = await traced("transact", table, async () => await store.transact(table, partition, writes));
      if (result.kind === "written") for (const write of writes) tell(telemetry, table, write);
      return result;
    },
  };
};

const tell = (telemetry: Telemetry, table: TableName, write: Write): void => {
  if (write.kind === "delete") return;
  if (table !== "reviews" || !write.rowKey.startsWith("3-notification|")) return;
  const kind = String(write.fields["kind"]);
  const state = String(write.fields["state"]);
  telemetry.count(METRICS.mails, { [ATTRIBUTES.mailKind]: kind, [ATTRIBUTES.outcome]: state });
  if (state === "retrying") telemetry.count(METRICS.retries, { [ATTRIBUTES.mailKind]: kind });
  if (state !== "accepted") return;
  const waited = waitOf(write.blobs?.["notification"]);
  if (waited !== undefined) telemetry.measure(METRICS.acceptedAfter, waited, { [ATTRIBUTES.mailKind]: kind });
};

/** From the moment it was wanted, which for a result is when its event was received, until the provider took it. */
const waitOf = (notification: string | undefined): number | undefined => {
  const { createdAt, acceptedAt } = JSON.parse(notification ?? "{}") as { createdAt?: string; acceptedAt?: string };
  const [from, to] = [parseInstant(createdAt ?? ""), parseInstant(acceptedAt ?? "")];
  return from === undefined || to === undefined ? undefined : msBetween(from, to);
};
