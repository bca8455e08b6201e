import { createCommunicationAuthPolicy } from "@azure/communication-common";
import {
  agentPolicy,
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type PipelinePolicy,
  type PipelineRequest,
} from "@azure/core-rest-pipeline";
import { type Connecting, makeAcsAgents } from "./acs-agents.ts";
import type { AcsEndpoint } from "./acs-endpoint.ts";
import { aborted } from "./deadline.ts";
import type { HeaderReader } from "./retry-after.ts";

export interface AcsRequest {
  readonly method: "GET" | "POST";
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface AcsAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: HeaderReader;
  readonly body: string;
}

/** No answer. `isUnsent`: not a byte of the request can have reached the service. */
export interface AcsSilence {
  readonly kind: "silence";
  readonly isUnsent: boolean;
  readonly reason: string;
}

/** One request, one answer: no retry, no redirect, no polling. */
export interface AcsClient {
  readonly exchange: (request: AcsRequest, signal: AbortSignal) => Promise<AcsAnswer | AcsSilence>;
  readonly close: () => void;
}

interface Progress extends Connecting {
  /** The request was signed and handed to the HTTP client. */
  isHandedOver: boolean;
}

const toReason = (error: unknown): string => {
  if (!(error instanceof Error)) return "the request failed";
  const { code } = error as Error & { code?: unknown };
  return `${typeof code === "string" ? code : error.name} ${error.message}`;
};

/** Last in the pipeline: whatever fails before (a token that cannot be had) left nothing on the wire. */
const noteHandOver = (progress: WeakMap<PipelineRequest, Progress>): PipelinePolicy => ({
  name: "noteHandOver",
  sendRequest: (request, next) => {
    const it = progress.get(request);
    if (it) it.isHandedOver = true;
    return next(request);
  },
});

export const makeAcsClient = ({ origin, credential }: AcsEndpoint): AcsClient => {
  const client = createDefaultHttpClient();
  const agents = makeAcsAgents();
  const progressOf = new WeakMap<PipelineRequest, Progress>();
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(createCommunicationAuthPolicy(credential), { phase: "Sign" });
  pipeline.addPolicy(agentPolicy(agents.agentFor(origin)));
  pipeline.addPolicy(noteHandOver(progressOf), { afterPhase: "Sign" });

  const toRequest = ({ method, path, headers = {}, body }: AcsRequest, abortSignal: AbortSignal): PipelineRequest =>
    createPipelineRequest({
      url: `${origin}${path}`,
      method,
      headers: createHttpHeaders({
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...headers,
      }),
      ...(body && { body: JSON.stringify(body) }),
      abortSignal,
      // The endpoint was checked: http is for loopback only.
      allowInsecureConnection: origin.startsWith("http:"),
      // 202 is known with its first line; what follows it cannot change the outcome.
      streamResponseStatusCodes: new Set([202]),
    });

  const ask = async (request: PipelineRequest): Promise<AcsAnswer> => {
    const { status, headers, bodyAsText, readableStreamBody } = await pipeline.sendRequest(client, request);
    readableStreamBody?.on("error", () => undefined).resume();
    return { kind: "answer", status, headers, body: bodyAsText ?? "" };
  };

  return {
    exchange: async (wanted, signal) => {
      const progress: Progress = { isHandedOver: false, isConnecting: false };
      const silence = (reason: string): AcsSilence => {
        const isUnsent = !progress.isHandedOver || progress.isConnecting;
        return { kind: "silence", isUnsent, reason };
      };
      if (signal.aborted) return silence("cut off by the deadline");
      const request = toRequest(wanted, signal);
      progressOf.set(request, progress);
      const answer = agents.run(progress, () => ask(request)).catch((error: unknown) => silence(toReason(error)));
      // A credential need not heed the signal.
      const late = aborted(signal).then(() => silence("cut off by the deadline, or because the mailer was closed"));
      return Promise.race([answer, late]);
    },
    close: agents.destroy,
  };
};
