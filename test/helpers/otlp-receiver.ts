import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** A span as OTLP/JSON has it, with its attributes by name. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A receiver of OTLP over HTTP, in JSON, that keeps what it gets. */
export const startOtlpReceiver = async () => {
  const spans: ReceivedSpan[] = [];
  const metrics = new Set<string>();
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
      bodies.push(text);
      // biome-ignore lint/suspicious/noExplicitAny: the shape is the protocol's
      const body = JSON.parse(text) as any;
      for (const { scopeSpans } of body.resourceSpans ?? [])
        for (const scope of scopeSpans) for (const span of scope.spans) spans.push(toSpan(span));
      for (const { scopeMetrics } of body.resourceMetrics ?? [])
        for (const scope of scopeMetrics) for (const metric of scope.metrics) metrics.add(metric.name);
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    metrics,
    /** Everything as it came. */
    bodies,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

// biome-ignore lint/suspicious/noExplicitAny: the shape is the protocol's
const toSpan = ({ name, traceId, spanId, parentSpanId, attributes = [] }: any): ReceivedSpan => ({
  name,
  traceId,
  spanId,
  ...(parentSpanId ? { parentSpanId } : {}),
  attributes: Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: as above
    attributes.map(({ key, value }: any) => [key, value.stringValue ?? value.intValue]),
  ),
});
