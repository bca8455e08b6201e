import type { Contact } from "../certification/event.ts";
import { type RecordedEvent, resultKeyOf } from "../certification/review.ts";
import { sha256 } from "../hash.ts";
import { latestDigestRow, REVIEW_ROW } from "../ledger/keys.ts";
import { toNotificationEntity } from "../ledger/notification-entity.ts";
import { isOpen, type Notification } from "../notifications/notification.ts";
import type { Blobs, Entity, Fields, OutgoingMail, TableName } from "../ports.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { ERASED, eraseWithin, type Mentions } from "./mentions.ts";

/** Whom a row is to forget. */
export interface Person {
  /** As the wire has it. */
  readonly address: string;
  readonly mentions: Mentions;
}

/** What was found in a row, and counted. */
export type Found = "review" | "event" | "notification" | "cancelled" | "mail" | "bouncedAddress" | "other";

/** What is to become of a row: it stays, it goes, or it forgets somebody. */
export type RowErasure =
  | { readonly kind: "keep" }
  | { readonly kind: "delete"; readonly found: Found }
  | { readonly kind: "replace"; readonly found: Found; readonly fields: Fields; readonly blobs: Blobs };

/** Says what a row of the ledger has to forget. Applied to its own result it keeps it. */
export const eraseRow = (table: TableName, row: Entity, person: Person): RowErasure => {
  const { rowKey } = row;
  if (table === "addresses") {
    const isTheirs = rowKey.split("|").at(-1) === sha256(person.address);
    return isTheirs ? { kind: "delete", found: "bouncedAddress" } : changed(row, eraseTexts(row, person), "other");
  }
  if (rowKey === latestDigestRow(person.address)) return { kind: "delete", found: "other" };
  if (table !== "reviews") return changed(row, eraseTexts(row, person), "other");
  if (rowKey === REVIEW_ROW) return changed(row, eraseReview(row, person), "review");
  if (rowKey.startsWith("2-event|")) return changed(row, eraseEvent(row, person), "event");
  if (rowKey.startsWith("3-notification|")) return eraseNotification(row, person);
  if (rowKey.startsWith("4-mail|")) return eraseMail(row, person);
  return changed(row, eraseTexts(row, person), "other");
};

type Content = Pick<Entity, "fields" | "blobs">;

const changed = (row: Entity, { fields, blobs }: Content, found: Found): RowErasure => {
  const isSame = JSON.stringify([fields, blobs]) === JSON.stringify([row.fields, row.blobs]);
  return isSame ? { kind: "keep" } : { kind: "replace", found, fields, blobs };
};

/** What a JSON blob says, or undefined when it was edited to nonsense. */
const readJson = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
};

/** Fields and blobs without the address, whatever they are about. */
const eraseTexts = ({ fields, blobs }: Content, { mentions }: Person): Content => ({
  fields: eraseWithin(fields, mentions) as Fields,
  blobs: Object.fromEntries(
    Object.entries(blobs).map(([name, text]) => {
      if (!mentions.isIn(text) && !text.includes("\\")) return [name, text];
      const value = readJson(text);
      if (value === undefined) return [name, mentions.erasedFrom(text)];
      const erased = eraseWithin(value, mentions);
      return [name, JSON.stringify(erased) === JSON.stringify(value) ? text : JSON.stringify(erased)];
    }),
  ),
});

const withoutPerson = (contacts: readonly Contact[], { address }: Person): readonly Contact[] =>
  contacts.filter(({ email }) => email !== address);

const eraseReview = (row: Entity, person: Person): Content => {
  const record = readJson(row.blobs.review) as ReviewRecord | undefined;
  const contacts = record?.facts?.contacts;
  if (record === undefined || !Array.isArray(contacts)) return eraseTexts(row, person);
  const left = withoutPerson(contacts, person);
  if (left.length === contacts.length) return eraseTexts(row, person);
  const review = JSON.stringify({ ...record, facts: { ...record.facts, contacts: left } });
  return eraseTexts({ fields: row.fields, blobs: { ...row.blobs, review } }, person);
};

/**
 * The event as parsed keeps all but the person; the body as received goes whole, for nobody knows where else it names them. A result
 * stays the same result, although it is told by texts that may have changed.
 */
const eraseEvent = (row: Entity, person: Person): Content => {
  const recorded = readJson(row.blobs.event) as RecordedEvent | undefined;
  const contacts = recorded?.event?.contacts;
  if (recorded === undefined || !Array.isArray(contacts)) return eraseTexts(row, person);
  const left = withoutPerson(contacts, person);
  const event = eraseWithin({ ...recorded.event, contacts: left }, person.mentions) as RecordedEvent["event"];
  const isSame = JSON.stringify(event) === JSON.stringify(recorded.event);
  if (isSame && !person.mentions.isIn(row.blobs.body ?? "")) return eraseTexts(row, person);
  const known = recorded.event.kind === "completed" ? { resultKey: resultKeyOf(recorded.event) } : {};
  const blobs = { ...row.blobs, event: JSON.stringify({ ...recorded, event: { ...event, ...known } }), body: ERASED };
  return { fields: eraseWithin(row.fields, person.mentions) as Fields, blobs };
};

/** Their own is closed, without address and name; that of another may mention them. */
const eraseNotification = (row: Entity, person: Person): RowErasure => {
  const notification = readJson(row.blobs.notification) as Notification | undefined;
  if (notification?.address !== person.address) return changed(row, eraseTexts(row, person), "notification");
  const { address: _address, recipientName: _name, nextAttemptAt: _next, ...rest } = notification;
  const wasOpen = isOpen(notification.state);
  const erased = eraseWithin(rest, person.mentions) as Notification;
  const next: Notification = { ...erased, state: wasOpen ? "cancelled" : notification.state, reason: ERASED };
  const { fields, blobs } = toNotificationEntity(next);
  return { kind: "replace", found: wasOpen ? "cancelled" : "notification", fields, blobs };
};

const eraseMail = (row: Entity, person: Person): RowErasure => {
  const mail = readJson(row.blobs.mail) as OutgoingMail | undefined;
  if (mail?.to?.address === person.address) return { kind: "delete", found: "mail" };
  return changed(row, eraseTexts(row, person), "mail");
};
