import { AsyncLocalStorage } from "node:async_hooks";
import type { TokenCredential } from "@azure/core-auth";
import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from "@azure/monitor-opentelemetry-exporter";
import {
  type Context,
  type Counter,
  type Gauge,
  type Histogram,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { NotifierError } from "../../core/errors.ts";
import { present } from "../../core/present.ts";
import type { SpanOptions, Telemetry } from "../../core/telemetry/telemetry.ts";
import { ATTRIBUTES, METRICS, type MetricName, type SpanName } from "../../core/telemetry/telemetry-names.ts";

/** Where the telemetry goes. */
interface Targets {
  readonly isOtlp: boolean;
  readonly isAzure: boolean;
  /** For an Application Insights that takes no key. */
  readonly credential?: TokenCredential;
}

const METRIC_INTERVAL_IN_MS = 60_000;
const CLOSE_IN_MS = 3_000;
const KINDS = { consumer: SpanKind.CONSUMER, server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/** Telemetry by OpenTelemetry's SDK. It sets nothing global: the app's own spans are all there are. */
export const makeOpenTelemetry = (env: Readonly<Record<string, string | undefined>>, targets: Targets): Telemetry => {
  const { traces, metrics } = makeProviders(env, targets);
  const tracer = traces.getTracer("certification-notifier");
  const meter = metrics.getMeter("certification-notifier");
  const running = new AsyncLocalStorage<Context>();
  const counters = memo<Counter>((name) => meter.createCounter(name));
  const histograms = memo<Histogram>((name) => meter.createHistogram(name, { unit: "ms" }));
  const gauges = memo<Gauge>((name) => meter.createGauge(name, { unit: name === METRICS.clocks ? "{review}" : "ms" }));

  const start = (name: SpanName, { attributes = {}, parent, kind }: SpanOptions) => {
    const around = parent === undefined ? (running.getStore() ?? ROOT_CONTEXT) : contextOf(parent);
    const span = tracer.startSpan(name, { attributes, ...present({ kind: kind && KINDS[kind] }) }, around);
    return { span, context: trace.setSpan(around, span) };
  };
  return {
    span: async (name, options, work) => {
      const { span, context } = start(name, options);
      try {
        return await running.run(context, async () => await work({ set: (more) => span.setAttributes(more) }));
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    spanSync: (name, options, work) => {
      const { span, context } = start(name, options);
      try {
        return running.run(context, () => work({ set: (more) => span.setAttributes(more) }));
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    traceparent: () => {
      const context = running.getStore();
      const found = context && trace.getSpanContext(context);
      if (found === undefined || (found.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return `00-${found.traceId}-${found.spanId}-01`;
    },
    count: (metric, attributes) => counters(metric).add(1, attributes),
    measure: (metric, valueInMs, attributes) => histograms(metric).record(valueInMs, attributes),
    gauge: (metric, value, attributes) => gauges(metric).record(value, attributes),
    close: async () => {
      const timer = Promise.withResolvers<void>();
      const timeout = setTimeout(timer.resolve, CLOSE_IN_MS);
      await Promise.race([Promise.allSettled([traces.shutdown(), metrics.shutdown()]), timer.promise]);
      clearTimeout(timeout);
    },
  };
};

const makeProviders = (
  env: Readonly<Record<string, string | undefined>>,
  { isOtlp, isAzure, credential }: Targets,
): { readonly traces: BasicTracerProvider; readonly metrics: MeterProvider } => {
  const name = env["OTEL_SERVICE_NAME"] ?? env["WEBSITE_SITE_NAME"] ?? "certification-notifier";
  const resource = resourceFromAttributes({ "service.name": name });
  const connectionString = env["APPLICATIONINSIGHTS_CONNECTION_STRING"] ?? "";
  // Kept in memory alone: what cannot be sent is lost, and nothing of it lies on a disk.
  const azure = { connectionString, disableOfflineStorage: true, ...present({ credential }) };
  const interval = Number(env["OTEL_METRIC_EXPORT_INTERVAL"] ?? METRIC_INTERVAL_IN_MS) || METRIC_INTERVAL_IN_MS;
  const metricExporters = [
    ...(isOtlp ? [new OTLPMetricExporter()] : []),
    ...(isAzure ? [new AzureMonitorMetricExporter(azure)] : []),
  ];
  return {
    traces: new BasicTracerProvider({
      resource,
      spanProcessors: [
        ...(isOtlp ? [new BatchSpanProcessor(new OTLPTraceExporter())] : []),
        ...(isAzure ? [new BatchSpanProcessor(new AzureMonitorTraceExporter(azure))] : []),
      ],
    }),
    metrics: new MeterProvider({
      resource,
      readers: metricExporters.map(
        (exporter) =>
          new PeriodicExportingMetricReader({
            exporter,
            exportIntervalMillis: interval,
            exportTimeoutMillis: Math.min(interval, 30_000),
          }),
      ),
    }),
  };
};

const memo = <T>(make: (name: MetricName) => T): ((name: MetricName) => T) => {
  const made = new Map<MetricName, T>();
  return (name) => {
    const one = made.get(name) ?? make(name);
    made.set(name, one);
    return one;
  };
};

/** A parent that `parseTraceparent` has let through. */
const contextOf = (traceparent: string): Context => {
  const [, traceId = "", spanId = "", flags = "00"] = traceparent.split("-");
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
};

/** Its code or its name, and no message: a message may repeat what somebody wrote. */
const fail = (span: OtelSpan, error: unknown): void => {
  const code = error instanceof NotifierError ? error.code : error instanceof Error ? error.name : "unknown";
  span.setAttribute(ATTRIBUTES.error, code);
  span.setStatus({ code: SpanStatusCode.ERROR });
};
