import type { InvocationContext } from "@azure/functions";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import { ATTRIBUTES, SPANS } from "../core/telemetry/telemetry-names.ts";
import { chooseParent, parseTraceparent } from "../core/telemetry/traceparent.ts";
import { toBoundMessage } from "./bound-message.ts";

/** A handler, whatever its trigger. */
export type TracedFunction = (input: unknown, context: InvocationContext) => unknown;

/** A handler of messages whose span goes on from the trace of its message. */
export const tracedHandler =
  (telemetry: Telemetry, handler: TracedFunction): ((input: unknown, context: InvocationContext) => Promise<void>) =>
  async (input, context) => {
    const parent = chooseParent(
      traceOfMessage(input, context),
      parseTraceparent(context.traceContext?.traceParent ?? undefined),
    );
    const attributes = { [ATTRIBUTES.function]: context.functionName };
    await telemetry.span(SPANS.invocation, { attributes, parent, kind: "consumer" }, async () => {
      await handler(input, context);
    });
  };

/** The event's own trace first: it is the same however often the message was passed on. The worker changes the case of property names. */
const traceOfMessage = (input: unknown, context: InvocationContext): string | undefined => {
  const { body, properties } = toBoundMessage(input, context);
  const byName = new Map(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]));
  const candidates = [
    byName.get("cloudevents:traceparent"),
    byName.get("cloudevents_traceparent"),
    extensionOf(body),
    byName.get("traceparent"),
    byName.get("diagnostic-id"),
  ];
  return candidates.map(parseTraceparent).find((found) => found !== undefined);
};

const extensionOf = (body: Uint8Array): unknown => {
  try {
    return (JSON.parse(Buffer.from(body).toString("utf8")) as { traceparent?: unknown } | null)?.traceparent;
  } catch {
    return undefined; // what it is instead of JSON is for the handler to say
  }
};
