const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A W3C `traceparent` of version 00, as `Diagnostic-Id` carries it too; undefined for anything else. */
export const parseTraceparent = (value: unknown): string | undefined =>
  typeof value === "string" && TRACEPARENT.test(value) ? value : undefined;

/** The part that is the same in a whole trace. */
const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** False when whoever began the trace wants nothing recorded. */
const isSampled = (traceparent: string): boolean => (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;

/**
 * The parent of what a message causes: the host's span when it goes on from the message, else what the message names, else the
 * host's own when it records.
 */
export const chooseParent = (ofMessage: string | undefined, ofHost: string | undefined): string | undefined => {
  if (ofMessage === undefined) return ofHost !== undefined && isSampled(ofHost) ? ofHost : undefined;
  return ofHost !== undefined && traceIdOf(ofHost) === traceIdOf(ofMessage) ? ofHost : ofMessage;
};
