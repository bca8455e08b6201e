import { type Instant, msBetween } from "../instant.ts";
import type { Notification } from "./notification.ts";
import { SLOT_VALID_IN_MS } from "./quota-lanes.ts";
import type { SlotKind } from "./quota-slots.ts";

/** True while a notification may use the slot that it took. One that has passed by more would make two spans overlap: another one is taken. */
export const hasSlot = ({ quotaSlotAt }: Pick<Notification, "quotaSlotAt">, now: Instant): boolean =>
  quotaSlotAt !== undefined && quotaSlotAt <= now && msBetween(quotaSlotAt, now) <= SLOT_VALID_IN_MS;

/** Which lanes of the quota a notification may use. */
export const slotKindOf = ({ kind }: Pick<Notification, "kind">): SlotKind =>
  kind.startsWith("sla") || kind === "teamNotice" ? "alert" : "ordinary";
