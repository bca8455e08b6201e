import { present } from "../../core/present.ts";
import type { Telemetry } from "../../core/telemetry/telemetry.ts";
import { makeLazyCredential } from "../identity/lazy-credential.ts";

/** The telemetry that the platform's variables ask for; undefined, with nothing loaded, when they ask for none. */
export const loadTelemetry = async (
  env: Readonly<Record<string, string | undefined>>,
): Promise<Telemetry | undefined> => {
  const isAzure = (env["APPLICATIONINSIGHTS_CONNECTION_STRING"] ?? "") !== "";
  const isOtlp = (env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "") !== "";
  if (!isAzure && !isOtlp) return undefined;
  // A file of its own in the bundle: a start without telemetry does not read it.
  const { makeOpenTelemetry } = await import("./open-telemetry.ts");
  const clientId = /ClientId=([^;]+)/i.exec(env["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] ?? "")?.[1];
  const credential = makeLazyCredential({ isManaged: true, ...present({ clientId }) });
  const isKeyless = /Authorization=AAD/i.test(env["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] ?? "");
  return makeOpenTelemetry(env, { isOtlp, isAzure, ...(isKeyless ? { credential } : {}) });
};
