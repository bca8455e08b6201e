import type { HttpHandler, HttpRequest } from "@azure/functions";
import * as z from "zod";
import { checkRequest } from "../core/check-request.ts";
import { shortInstant } from "../core/sla/trace-text.ts";
import type { ListRejected, RejectedItem } from "../core/use-cases/list-rejected.ts";
import type { ReplayRejected } from "../core/use-cases/replay-rejected.ts";
import { answer } from "./answer.ts";
import { parseJson, readText } from "./read-body.ts";

/** A body is shown up to this size; a replay takes it whole. */
const MAX_BODY_IN_BYTES = 64 * 1024;

/** `GET /api/rejected`. */
export const makeListRejectedHandler = ({ listRejected }: { readonly listRejected: ListRejected }): HttpHandler =>
  answer("Listing what was put aside failed", async () => {
    const { items, more } = await listRejected();
    return { status: 200, jsonBody: { items: items.map((item) => toRejectedAnswer(item)), more } };
  });

/** The body of a replay request: what is sent in place of what was put aside. */
export const replaySchema = z.strictObject({ body: z.string({ error: "must be text" }).optional() });

/** `POST /api/rejected/{id}/replay`. */
export const makeReplayRejectedHandler = ({
  replayRejected,
}: {
  readonly replayRejected: ReplayRejected;
}): HttpHandler =>
  answer("A replay failed", async (request) => {
    const body = await editedBodyOf(request);
    const { id, queue, messageId, replayedAt, state } = await replayRejected(request.params.id ?? "", body);
    return { status: 202, jsonBody: { id, queue, messageId, replayedAt: shortInstant(replayedAt), state } };
  });

/** The request needs no body at all. */
const editedBodyOf = async (request: HttpRequest): Promise<Uint8Array | undefined> => {
  const text = (await readText(request)).trim();
  if (text === "") return undefined;
  const { body } = checkRequest(replaySchema, parseJson(text));
  return body === undefined ? undefined : Buffer.from(body);
};

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
