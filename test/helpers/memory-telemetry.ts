import { AsyncLocalStorage } from "node:async_hooks";
import { present } from "../../src/core/present.ts";
import type { Span, SpanOptions, Telemetry } from "../../src/core/telemetry/telemetry.ts";
import type { Attributes, MetricName, SpanName } from "../../src/core/telemetry/telemetry-names.ts";

/** A span that ended or still runs. */
export interface KeptSpan {
  readonly name: SpanName;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly attributes: Attributes;
}

/** Telemetry that is kept, to look at it. Ids count up. */
export class MemoryTelemetry implements Telemetry {
  readonly spans: KeptSpan[] = [];
  readonly metrics: { readonly metric: MetricName; readonly value: number; readonly attributes: Attributes }[] = [];
  readonly #running = new AsyncLocalStorage<KeptSpan>();

  #start(
    name: SpanName,
    { attributes = {}, parent }: SpanOptions,
  ): { span: KeptSpan; set: (more: Attributes) => void } {
    const around = this.#running.getStore();
    const [, remoteTrace, remoteSpan] = parent?.split("-") ?? [];
    const id = this.spans.length + 1;
    const parentId = remoteSpan ?? around?.spanId;
    const kept = { ...attributes };
    const span: KeptSpan = {
      name,
      traceId: remoteTrace ?? around?.traceId ?? id.toString(16).padStart(32, "0"),
      spanId: id.toString(16).padStart(16, "0"),
      ...present({ parentId }),
      attributes: kept,
    };
    this.spans.push(span);
    return { span, set: (more) => Object.assign(kept, more) };
  }

  async span<T>(name: SpanName, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
    const { span, set } = this.#start(name, options);
    return await this.#running.run(span, async () => await work({ set }));
  }

  spanSync<T>(name: SpanName, options: SpanOptions, work: (span: Span) => T): T {
    const { span, set } = this.#start(name, options);
    return this.#running.run(span, () => work({ set }));
  }

  readonly traceparent = (): string | undefined => {
    const span = this.#running.getStore();
    return span && `00-${span.traceId}-${span.spanId}-01`;
  };

  count(metric: MetricName, attributes: Attributes): void {
    this.metrics.push({ metric, value: 1, attributes });
  }

  measure(metric: MetricName, value: number, attributes: Attributes): void {
    this.metrics.push({ metric, value, attributes });
  }

  gauge(metric: MetricName, value: number, attributes: Attributes): void {
    this.metrics.push({ metric, value, attributes });
  }

  async close(): Promise<void> {}
}
