import type { InvocationContext } from "@azure/functions";
import type { IncomingMessage } from "../core/certification/parse-event.ts";
import { present } from "../core/present.ts";

/** A queue message as a binding with `dataType: "binary"` gives it, with the metadata worth keeping. */
export interface BoundMessage extends IncomingMessage {
  readonly contentType?: string;
  readonly messageId?: string;
}

/**
 * Takes a message out of its binding. The host copies top-level body fields over the trigger metadata, so nothing is decided
 * by it; application properties exist there under two names, and the one that the body does not carry is read.
 */
export const toBoundMessage = (message: unknown, { triggerMetadata = {} }: InvocationContext): BoundMessage => {
  const body = toBytes(message);
  const contentType = triggerMetadata.contentType;
  const messageId = triggerMetadata.messageId;
  return {
    body,
    properties: propertiesOf(triggerMetadata, body),
    ...(typeof contentType === "string" ? { contentType } : {}),
    ...present({ messageId: messageId === undefined ? undefined : String(messageId) }),
  };
};

const toBytes = (message: unknown): Uint8Array => {
  if (message instanceof Uint8Array) return message;
  return new TextEncoder().encode(typeof message === "string" ? message : JSON.stringify(message ?? null));
};

const propertiesOf = (metadata: Record<string, unknown>, body: Uint8Array): Record<string, unknown> => {
  const shadowed = /"applicationProperties"\s*:/i.test(Buffer.from(body).toString("utf8"));
  const properties = shadowed ? metadata.userProperties : (metadata.applicationProperties ?? metadata.userProperties);
  return typeof properties === "object" && properties !== null ? (properties as Record<string, unknown>) : {};
};
