import { partitionOfNotification } from "../../../src/core/notifications/notification-id.ts";
import type { NotificationHint, TableName, Write } from "../../../src/core/ports.ts";

/** What a call of a port does, in the words of the crash matrix. */
export type Effect =
  | "index row"
  | "due rows"
  | "event transaction"
  | "hint"
  | "notice"
  | "claim"
  | "mail"
  | "question"
  | "mark accepted"
  | "next attempt"
  | "mark retrying"
  | "digest due row"
  | "announcement"
  | "digest hint"
  | "review settled"
  | "due row removed"
  | "put aside"
  | "resend row"
  | "bounce mark"
  | "report";

const isInsert = (prefix: string, { kind, rowKey }: Write): boolean => kind === "insert" && rowKey.startsWith(prefix);

const stateOf = (write: Write): unknown =>
  write.kind === "delete" ? undefined : (JSON.parse(write.blobs?.notification ?? "{}") as { state?: string }).state;

const toDueEffect = (writes: readonly Write[]): Effect => {
  if (writes.some(({ kind }) => kind === "delete")) return "due row removed";
  return writes.some(({ rowKey }) => rowKey.includes("|n-alerts-")) ? "digest due row" : "due rows";
};

/** What a transaction does; undefined for one that the matrix does not look at. */
export const effectOfTransaction = (table: TableName, writes: readonly Write[]): Effect | undefined => {
  if (table === "due") return toDueEffect(writes);
  if (table === "index") return "index row";
  if (table === "addresses") return "bounce mark";
  if (table !== "reviews") return undefined;
  if (writes.some((write) => isInsert("2-event|", write))) return "event transaction";
  if (writes.some((write) => isInsert("5-announcement|", write))) return "announcement";
  if (writes.some((write) => isInsert("7-resend|", write))) return "resend row";
  if (writes[0]?.rowKey === "1-review") return "review settled";
  const states = writes.map(stateOf);
  if (states.includes("claimed")) return "claim";
  if (states.includes("accepted")) return "mark accepted";
  if (states.includes("bounced")) return "report";
  return states.includes("retrying") ? "mark retrying" : undefined;
};

/** What sending hints does. */
export const effectOfHints = (hints: readonly NotificationHint[]): Effect =>
  hints.some(({ notificationId }) => partitionOfNotification(notificationId) === "alerts") ? "digest hint" : "hint";
