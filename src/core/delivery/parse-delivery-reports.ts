import type * as z from "zod";
import type { IncomingMessage } from "../certification/parse-event.ts";
import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { DeliveryReport } from "./delivery-report.ts";
import { envelopeSchema, reportDataSchema } from "./report-schema.ts";

/** What a message held: reports, problems with some of its events, and how many events of other types. */
export interface ParsedReports {
  readonly reports: readonly DeliveryReport[];
  readonly problems: readonly string[];
  readonly ignored: number;
}

const REPORT_TYPE = "Microsoft.Communication.EmailDeliveryReportReceived";
/** Other events of the same Event Grid source: an unfiltered subscription sends them too. */
const OTHER_TYPE = /^Microsoft\.(Communication|EventGrid)\./;

/**
 * Reads a message of Event Grid: its own schema or CloudEvents, one event or an array; the envelope in the body, or in the
 * application properties with the data alone as body. Never throws; no problem repeats a value.
 */
export const parseDeliveryReports = ({ body, properties }: IncomingMessage): ParsedReports => {
  const json = parseJson(body);
  if (json === undefined) return { reports: [], problems: ["The body is not JSON text in UTF-8."], ignored: 0 };
  // A hole in the array, which a null became, is an event that cannot be read.
  const events: unknown[] = Array.isArray(json) ? Array.from(json as unknown[]) : [json];
  if (events.length === 0) return { reports: [], problems: ["The body holds no event."], ignored: 0 };
  const parsed = events.map((event, index) => {
    const place = events.length === 1 ? "event" : `event ${index + 1}`;
    return parseOne(withEnvelope(event, properties), place);
  });
  return {
    reports: parsed.flatMap((one) => (one.kind === "report" ? [one.report] : [])),
    problems: parsed.flatMap((one) => (one.kind === "invalid" ? one.problems : [])),
    ignored: parsed.filter(({ kind }) => kind === "ignored").length,
  };
};

type ParsedOne =
  | { readonly kind: "report"; readonly report: DeliveryReport }
  | { readonly kind: "ignored" }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const parseOne = (event: unknown, place: string): ParsedOne => {
  const envelope = envelopeSchema.safeParse(event);
  if (!envelope.success)
    return { kind: "invalid", problems: [`${place}: is neither an Event Grid event nor a CloudEvent`] };
  const [type, time] =
    "eventType" in envelope.data
      ? [envelope.data.eventType, envelope.data.eventTime]
      : [envelope.data.type, envelope.data.time];
  if (type !== REPORT_TYPE) {
    return OTHER_TYPE.test(type)
      ? { kind: "ignored" }
      : { kind: "invalid", problems: [`${place}.type: is not ${REPORT_TYPE}`] };
  }
  const data = reportDataSchema.safeParse(fromText(envelope.data.data));
  if (!data.success) return { kind: "invalid", problems: toProblems(data.error, `${place}.data`) };
  return toReport(data.data, time, place);
};

const toReport = (data: z.infer<typeof reportDataSchema>, time: Instant | undefined, place: string): ParsedOne => {
  const at = data.deliveryAttemptTimestamp ?? data.deliveryAttemptTimeStamp ?? time;
  if (at === undefined) return { kind: "invalid", problems: [`${place}.data: names no time`] };
  const operationIds = [uuidIn(data.messageId), uuidIn(data.internetMessageId)].filter((id) => id !== undefined);
  const detail = data.deliveryStatusDetails?.statusMessage;
  return {
    kind: "report",
    report: {
      at,
      status: data.status,
      ...present({ detail, recipient: data.recipient, sender: data.sender }),
      operationIds: [...new Set(operationIds)],
    },
  };
};

const UUID = /^<?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:@[^\s<>]*)?>?$/i;

/** The operation id in a message id, with or without `<` and `@domain>`. */
const uuidIn = (id: string | undefined): string | undefined => UUID.exec(id?.trim() ?? "")?.[1]?.toLowerCase();

const ATTRIBUTE = /^(?:cloudEvents[:_]|aeg-event-)(type|time)$/i;

/** With the envelope in application properties the body is the data alone. */
const withEnvelope = (event: unknown, properties: Readonly<Record<string, unknown>>): unknown => {
  const isBare = typeof event === "object" && event !== null && !("data" in event);
  if (!isBare) return event;
  const attributes = Object.entries(properties).flatMap(([name, value]) => {
    const attribute = ATTRIBUTE.exec(name)?.[1];
    return attribute === undefined ? [] : [[attribute.toLowerCase(), value] as const];
  });
  return attributes.length === 0 ? event : { ...Object.fromEntries(attributes), data: event };
};

/** A JSON text inside JSON is read too: forwarders wrap events that way. */
const fromText = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value, dropNull) as unknown;
  } catch {
    return value;
  }
};

const parseJson = (body: Uint8Array): unknown => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return fromText(JSON.parse(text, dropNull));
  } catch {
    return undefined;
  }
};

/** Serialisers write `null` for what is absent. */
const dropNull = (_key: string, value: unknown): unknown => (value === null ? undefined : value);

const toProblems = (error: z.ZodError, prefix: string): string[] =>
  error.issues.map(({ path, message }) => `${[prefix, ...path.map(String)].join(".")}: ${message}`);
