import { setTimeout as delay } from "node:timers/promises";
import { type AcsFault, type AcsFaults, faultPlanSchema } from "./fault.ts";
import { type AcsMessage, messageSchema } from "./message.ts";
import type { Operations } from "./operations.ts";
import { answer, type Reply, refuse } from "./reply.ts";

export interface AcsRequest {
  readonly method: string;
  readonly url: URL;
  readonly operationId: string | undefined;
  readonly body: string;
  readonly isSigned: boolean;
}

export interface AcsApiDeps {
  readonly operations: Operations;
  readonly faults: AcsFaults;
  /** Takes the mail over, or gives the reason why it is refused as met before. */
  readonly takeOver: (id: string, message: AcsMessage) => string | undefined;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const OPERATION_PATH = /^\/emails\/operations\/([^/]+)$/;

const parseMessage = (body: string): AcsMessage | undefined => {
  try {
    return messageSchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
};

/** Does as the fault says, or as `properly` does when there is none. */
const meet = async (fault: AcsFault | undefined, accept: () => void, properly: () => Reply): Promise<Reply> => {
  if (fault === undefined) return properly();
  if (fault.accept) accept();
  switch (fault.kind) {
    case "slow":
      await delay(fault.delayInMs, undefined, { ref: false });
      return properly();
    case "answer":
      return refuse(fault.status, fault.code ?? "Fault", fault.message ?? "As told.", fault.headers);
    default:
      return { kind: fault.kind };
  }
};

/** The routes of the service, and two of our own (`_faults`, `_operations`) that need no signature. */
export const makeAcsApi = ({ operations, faults, takeOver }: AcsApiDeps): ((request: AcsRequest) => Promise<Reply>) => {
  const send = async ({ operationId = crypto.randomUUID(), body, url }: AcsRequest): Promise<Reply> => {
    if (!UUID.test(operationId)) return refuse(400, "InvalidRequest", "The Operation-Id is not a UUID.");
    const message = parseMessage(body);
    if (!message) return refuse(400, "InvalidPayload", "The request body is not valid.");
    operations.noteAttempt(operationId);
    const accept = (): string | undefined => takeOver(operationId, message);
    return meet(faults.take("send"), accept, () => {
      const refusal = accept();
      if (refusal !== undefined) return refuse(400, "BadRequest", refusal);
      const location = `${url.origin}/emails/operations/${operationId}${url.search}`;
      return answer(
        202,
        { id: operationId, status: "Running" },
        { "operation-location": location, "retry-after": "30" },
      );
    });
  };

  const status = (id: string): Promise<Reply> =>
    meet(
      faults.take("status"),
      () => undefined,
      () => {
        const operation = operations.get(id);
        if (!operation) return refuse(404, "NotFound", "The operation was not found.");
        return answer(200, { id, status: operation.status, ...(operation.error && { error: operation.error }) });
      },
    );

  return async (request) => {
    const asked = `${request.method} ${request.url.pathname}`;
    if (asked === "GET /_operations") return answer(200, { operations: operations.list() });
    if (asked === "PUT /_faults") {
      faults.plan(faultPlanSchema.parse(JSON.parse(request.body)));
      return answer(200, {});
    }
    if (!request.isSigned) return refuse(401, "Denied", "Denied by the resource provider.");
    if (!request.url.searchParams.has("api-version"))
      return refuse(400, "MissingApiVersion", "The api-version is missing.");
    if (asked === "POST /emails:send") return send(request);
    const id = request.method === "GET" ? OPERATION_PATH.exec(request.url.pathname)?.[1] : undefined;
    return id === undefined ? refuse(404, "NotFound", "There is no such route.") : status(id);
  };
};
