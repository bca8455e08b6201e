import { NotifierError } from "../errors.ts";
import { type Instant, instantFromMs, toEpochMs } from "../instant.ts";
import { QUOTA, readSlots, type StoredSlots, toQuotaWrite } from "../ledger/quota-entity.ts";
import { hasSlot, slotKindOf } from "../notifications/mail-slot.ts";
import type { Notification } from "../notifications/notification.ts";
import { type MailQuota, type QuotaLanes, quotaLanes } from "../notifications/quota-lanes.ts";
import { type SlotKind, takeSlots } from "../notifications/quota-slots.ts";
import type { Clock, EntityStore, Random } from "../ports.ts";
import { present } from "../present.ts";

/** What `makeTakeMailSlot` needs. */
export interface TakeMailSlotDeps {
  readonly store: EntityStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly quota: MailQuota;
}

/**
 * `now` is the ledger's own clock where it is known: machines whose clocks differ then agree on when a slot has come.
 * Takes a slot of the provider's quota: the instant to wait for, or undefined when the mail may go now. A slot that the row holds already is used, not taken anew.
 */
export type TakeMailSlot = (notification: Notification, now: Instant) => Promise<Instant | undefined>;

interface Waiting {
  readonly kind: SlotKind;
  readonly nowInMs: number;
  readonly resolve: (slotInMs: number) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BLOCK = 100;
const MAX_TRIES = 50;
const LONGEST_PAUSE_IN_MS = 50;

/** Makes the verb that keeps the quota over all senders. Mails that ask at the same time share one block, so one write. */
export const makeTakeMailSlot = (deps: TakeMailSlotDeps): TakeMailSlot => {
  const lanes = quotaLanes(deps.quota);
  if (lanes === undefined) return async () => undefined;
  const waiting: Waiting[] = [];
  let isTaking = false;
  /** What we wrote last: mostly nobody wrote since, and reading can be spared. */
  let known: StoredSlots | undefined;

  const takeBlocks = async (): Promise<void> => {
    while (waiting.length > 0) {
      const block = waiting.splice(0, MAX_BLOCK);
      try {
        const kinds = block.map(({ kind }) => kind);
        const nowInMs = Math.max(...block.map((one) => one.nowInMs));
        const { slotsInMs, stored } = await takeBlock(deps, lanes, known, kinds, nowInMs);
        known = stored;
        for (const [index, { resolve }] of block.entries()) resolve(slotsInMs[index] ?? 0);
      } catch (error) {
        known = undefined;
        for (const { reject } of block) reject(error);
      }
    }
    isTaking = false;
  };

  const take = async (kind: SlotKind, nowInMs: number): Promise<number> =>
    await new Promise<number>((resolve, reject) => {
      waiting.push({ kind, nowInMs, resolve, reject });
      if (isTaking) return;
      isTaking = true;
      takeBlocks().catch(reject);
    });

  return async (notification, now) => {
    if (hasSlot(notification, now)) return undefined;
    const nowInMs = toEpochMs(now);
    const slotInMs = await take(slotKindOf(notification), nowInMs);
    return slotInMs <= nowInMs ? undefined : instantFromMs(slotInMs);
  };
};

const takeBlock = async (
  { store, clock, random }: TakeMailSlotDeps,
  lanes: QuotaLanes,
  known: StoredSlots | undefined,
  kinds: readonly SlotKind[],
  nowInMs: number,
): Promise<{ slotsInMs: readonly number[]; stored: StoredSlots }> => {
  let current = known ?? (await readSlots(store));
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { taken, slotsInMs } = takeSlots(lanes, current.taken, kinds, nowInMs);
    const claimId = random.newId();
    const result = await store.transact("state", QUOTA.partition, [toQuotaWrite(taken, current.etag, claimId)]);
    if (result.kind === "written") {
      return { slotsInMs, stored: { taken, claimId, ...present({ etag: result.etags[0] }) } };
    }
    current = await readSlots(store);
    // Our own write whose answer was lost comes back as a conflict.
    if (current.claimId === claimId) return { slotsInMs, stored: current };
    await clock.sleep(Math.ceil(random.fraction() * LONGEST_PAUSE_IN_MS));
  }
  throw new NotifierError("LEDGER_CONTENDED", "Other senders kept taking slots of the mail quota.");
};
