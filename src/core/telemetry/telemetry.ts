import type { Attributes, MetricName, SpanName } from "./telemetry-names.ts";

/** A span that runs: what is learnt on the way is added to it. */
export interface Span {
  /** Adds attributes; one that is there already is replaced. */
  set(attributes: Attributes): void;
}

/** How a span begins. */
export interface SpanOptions {
  readonly attributes?: Attributes;
  /** A W3C `traceparent` to go on from; without one the span belongs to the one it runs in. */
  readonly parent?: string | undefined;
  /** What waits on whom: `consumer` for a message, `server` for a request, `client` for a call to a service. */
  readonly kind?: "consumer" | "server" | "client";
}

/** Where spans and measurements go. No method throws, and none waits for the network. */
export interface Telemetry {
  /** Runs the work inside a span that ends with it; a throw passes through, and its code is on the span. */
  span<T>(name: SpanName, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** The same for work that takes no time of others. */
  spanSync<T>(name: SpanName, options: SpanOptions, work: (span: Span) => T): T;
  /** The `traceparent` of the span that runs; undefined outside of one, and in a trace that is not sampled. */
  readonly traceparent: () => string | undefined;
  /** Adds one to a counter. */
  count(metric: MetricName, attributes: Attributes): void;
  /** Notes one duration in milliseconds. */
  measure(metric: MetricName, valueInMs: number, attributes: Attributes): void;
  /** Says how much there is now; the last word stands. */
  gauge(metric: MetricName, value: number, attributes: Attributes): void;
  /** Sends what is left. */
  close(): Promise<void>;
}
