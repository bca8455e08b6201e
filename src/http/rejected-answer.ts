import type { RejectedItem } from "../core/ledger/rejected-items.ts";
import { shortInstant } from "../core/sla/trace-text.ts";

/** A body is shown up to this size; a replay takes it whole. */
const MAX_BODY_IN_BYTES = 64 * 1024;

/** How a message that was put aside is shown: the body as text, or in base64 when it is none. */
export const toRejectedAnswer = (
  { id, copies, message }: RejectedItem,
  maxBodyInBytes = MAX_BODY_IN_BYTES,
): object => ({
  id,
  queue: message.queue,
  deadLetter: message.deadLetter,
  origin: message.origin,
  enqueuedAt: shortInstant(message.enqueuedAt),
  copies,
  problems: message.problems,
  messageId: message.messageId,
  contentType: message.contentType,
  properties: message.properties,
  ...toShownBody(message.body, maxBodyInBytes),
});

const toShownBody = (bytes: Uint8Array, maxInBytes: number) => {
  const isUtf8 = decode(bytes, true) !== undefined;
  const shown = bytes.subarray(0, maxInBytes);
  return {
    // Cut in the middle of a character, the rest of it is left out.
    body: isUtf8 ? decode(shown, false)?.replace(/\uFFFD$/, "") : Buffer.from(shown).toString("base64"),
    bodyEncoding: isUtf8 ? "utf8" : "base64",
    bodySizeInBytes: bytes.length,
    bodyTruncated: bytes.length > maxInBytes,
  };
};

const decode = (bytes: Uint8Array, fatal: boolean): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
