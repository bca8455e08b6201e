import { RESULTS_QUEUE, toEventMessage } from "../certification/event-message.ts";
import { sha256 } from "../hash.ts";
import { keepPlace, type StoredPlace } from "../ledger/poll-places.ts";
import type { AsideMessages, EntityStore } from "../ports.ts";

/** Sends the event that a place holds, if it holds one, and gives the place as it is then. Whoever dies in between sends it again, and that changes nothing. */
export type SendUnsent = (productId: string, stored: StoredPlace) => Promise<StoredPlace>;

/** What sending needs. */
export interface SendUnsentDeps {
  readonly store: EntityStore;
  /** The way by which any producer's event comes in. */
  readonly asideMessages: Pick<AsideMessages, "send">;
}

/** Makes the verb that sends an event, then strikes it off. */
export const makeSendUnsent =
  ({ store, asideMessages }: SendUnsentDeps): SendUnsent =>
  async (productId, stored) => {
    const { unsent, ...place } = stored.place;
    if (unsent === undefined) return stored;
    const name = sha256(`${place.submissionId}/${place.count}`).slice(0, 32);
    await asideMessages.send(RESULTS_QUEUE, toEventMessage(`partner-center-${name}`, unsent));
    const etag = await keepPlace(store, productId, place, stored.etag);
    return { place, etag: etag ?? stored.etag };
  };
