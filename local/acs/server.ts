import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { makeAcsApi } from "./api.ts";
import { type AcsFaultPlan, makeAcsFaults } from "./fault.ts";
import type { AcsMessage } from "./message.ts";
import { makeOperations, type Operation, type OperationStatus } from "./operations.ts";
import type { Relay } from "./relay.ts";
import { type Reply, refuse, writeReply } from "./reply.ts";
import { isSigned } from "./signature.ts";

export interface AcsServerOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Base64, as in a connection string. */
  readonly accessKey?: string;
  readonly relay?: Relay;
}

export interface AcsServer {
  readonly port: number;
  readonly connectionString: string;
  readonly plan: (plan: AcsFaultPlan) => void;
  readonly operations: () => readonly Operation[];
  /** Sets what is said of a mail that was taken over. */
  readonly finish: (id: string, status: OperationStatus, error?: Operation["error"]) => void;
  /** Requests that came in, faults included. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

const DEFAULT_ACCESS_KEY = Buffer.from("local").toString("base64");

/**
 * The mail part of the REST interface of Azure Communication Services (api-version 2025-09-01) on 127.0.0.1, with
 * faults on demand: `PUT /_faults` takes a fault plan, `GET /_operations` tells what was taken over.
 */
export const startAcsServer = async ({
  port = 0,
  accessKey = DEFAULT_ACCESS_KEY,
  relay,
}: AcsServerOptions = {}): Promise<AcsServer> => {
  const operations = makeOperations();
  const faults = makeAcsFaults();
  let requests = 0;

  const finish: AcsServer["finish"] = (id, status, error) => {
    const operation = operations.get(id);
    if (!operation) return;
    operation.status = status;
    if (error) operation.error = error;
  };

  const takeOver = (id: string, message: AcsMessage): string | undefined => {
    const refusal = operations.accept(id, message);
    if (refusal !== undefined || !relay) return refusal;
    finish(id, "Running");
    relay.pass(message).then(
      () => finish(id, "Succeeded"),
      () => finish(id, "Failed", { code: "RelayFailed", message: "The inbox did not take the mail." }),
    );
    return undefined;
  };

  const api = makeAcsApi({ operations, faults, takeOver });
  const handle = async (request: IncomingMessage): Promise<Reply> => {
    if (!request.url?.startsWith("/_")) requests += 1;
    const body = await text(request);
    return api({
      method: request.method ?? "GET",
      url: new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`),
      operationId: request.headers["operation-id"]?.toString(),
      body,
      isSigned: isSigned(request, body, accessKey),
    });
  };

  const server = createServer((request, response) => {
    handle(request)
      .catch(() => refuse(400, "BadRequest", "The request cannot be read."))
      .then((reply) => writeReply(response, reply))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const taken = (server.address() as AddressInfo).port;

  return {
    port: taken,
    connectionString: `endpoint=http://127.0.0.1:${taken}/;accesskey=${accessKey}`,
    plan: faults.plan,
    operations: operations.list,
    finish,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        relay?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
