import { loadTelemetry } from "../../../src/adapters/telemetry/load-telemetry.ts";

describe("loadTelemetry", () => {
  it.each([{}, { APPLICATIONINSIGHTS_CONNECTION_STRING: "" }, { OTEL_EXPORTER_OTLP_ENDPOINT: "" }])(
    "is off with %p",
    async (env) => {
      expect(await loadTelemetry(env)).toBeUndefined();
    },
  );
});
