import type * as z from "zod";
import { canonicalJson, sha256 } from "../hash.ts";
import { present } from "../present.ts";
import type { CertificationEvent } from "./event.ts";
import { EVENT_DATA_SCHEMAS, EVENT_LIMITS, envelopeSchema } from "./event-schema.ts";

/** A message as it came from the queue. */
export interface IncomingMessage {
  readonly body: Uint8Array;
  /** Application properties; in AMQP binary mode they hold the CloudEvents attributes. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A valid event with its body hash and its text as received, or every problem found. */
export type ParsedEvent =
  | { readonly kind: "valid"; readonly event: CertificationEvent; readonly bodyHash: string; readonly body: string }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const invalid = (...problems: string[]): ParsedEvent => ({ kind: "invalid", problems });

/** Reads a CloudEvents 1.0 message in structured or AMQP binary mode. Never throws; no problem repeats a value of the event. */
export const parseEvent = (message: IncomingMessage): ParsedEvent => {
  if (message.body.length > EVENT_LIMITS.bodyInBytes) {
    return invalid(`The body has ${message.body.length} bytes; at most ${EVENT_LIMITS.bodyInBytes} are allowed.`);
  }
  const text = decodeUtf8(message.body);
  if (text === undefined) return invalid("The body is not UTF-8 text.");
  if (depthOf(text) > DEEPEST) return invalid(`The body is nested more than ${DEEPEST} levels deep.`);
  const json = parseJsonObject(text);
  if (json === undefined) return invalid("The body is not a JSON object.");
  return parseEnvelope(toStructured(json, message.properties), text);
};

/** Far more than any event needs, and far less than what reading, comparing or keeping it could not bear. */
const DEEPEST = 100;

/** How deep objects and arrays are nested, were the text JSON. Told without a call for each level. */
const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth -= 1;
  }
  return deepest;
};

const parseEnvelope = (structured: Record<string, unknown>, body: string): ParsedEvent => {
  const envelope = envelopeSchema.safeParse(structured);
  const problems = envelope.success ? [] : toProblems(envelope.error, "");
  if ("data_base64" in structured) problems.push("data_base64: is not supported, send data as JSON");
  const type = typeof structured.type === "string" ? structured.type : "";
  const schema = Object.hasOwn(EVENT_DATA_SCHEMAS, type)
    ? EVENT_DATA_SCHEMAS[type as keyof typeof EVENT_DATA_SCHEMAS]
    : undefined;
  const data = schema?.safeParse(structured.data);
  if (data && !data.success) problems.push(...toProblems(data.error, "data"));
  if (!envelope.success || !data?.success || problems.length > 0) return { kind: "invalid", problems };

  const { id, source, time } = envelope.data;
  const { review: traits, ...rest } = data.data;
  const event = {
    ...rest,
    kind: type.slice(type.lastIndexOf(".") + 1),
    eventKey: sha256(`${source}\n${id}`),
    id,
    source,
    traits,
    ...present({ time }),
  };
  return {
    kind: "valid",
    event: withoutUndefined(event) as CertificationEvent,
    // What the event says, not how it travelled: structured and binary mode carry different attributes.
    bodyHash: sha256(canonicalJson([type, structured.data])),
    body,
  };
};

const BINARY_PREFIX = /^cloudEvents[:_](.+)$/;

/** An AMQP timestamp comes as a `Date`. */
const toAttribute = (value: unknown): unknown =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;

/** In binary mode the body is `data` and the attributes are application properties; both modes leave here alike. */
const toStructured = (
  json: Record<string, unknown>,
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  if ("specversion" in json) return json;
  const attributes = Object.entries(properties).flatMap(([name, value]) => {
    const attribute = BINARY_PREFIX.exec(name)?.[1];
    return attribute === undefined ? [] : [[attribute, toAttribute(value)] as const];
  });
  return attributes.length === 0 ? json : { ...Object.fromEntries(attributes), data: json };
};

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Many serialisers write `null` for what is absent, so null members count as absent. */
const dropNull = (_key: string, value: unknown): unknown => (value === null ? undefined : value);

const parseJsonObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text, dropNull);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

const toProblems = (error: z.ZodError, prefix: string): string[] =>
  error.issues.map((issue) => {
    const path = [...(prefix === "" ? [] : [prefix]), ...issue.path.map(String)].join(".");
    return `${path === "" ? "event" : path}: ${issue.message}`;
  });

const withoutUndefined = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
