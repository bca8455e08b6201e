import type { Mailer, MailOutcome, MailStatus, OutgoingMail } from "../../core/ports.ts";
import { type AcsClient, type AcsRequest, makeAcsClient } from "./acs-client.ts";
import { type AcsConnection, toAcsEndpoint } from "./acs-endpoint.ts";
import { toAcsMessage } from "./acs-message.ts";
import { toAcsOutcome, toAcsStatus } from "./acs-outcome.ts";
import { addressMail, wordsToHide } from "./addressed-mail.ts";
import { makeInFlight } from "./in-flight.ts";

export interface AcsMailerSettings {
  readonly connection: AcsConnection;
  /** How long closing waits for mails that are under way. @default 5,000 */
  readonly closeGraceInMs?: number;
}

/** A mailer that can be asked what became of an earlier mail. */
export type AcsMailer = Mailer & Required<Pick<Mailer, "status">>;

const API_VERSION = "api-version=2025-09-01";
const DEFAULT_CLOSE_GRACE_IN_MS = 5_000;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const toStatusRequest = (operationId: string): AcsRequest => ({
  method: "GET",
  path: `/emails/operations/${encodeURIComponent(operationId)}?${API_VERSION}`,
});

const deliver = async (client: AcsClient, mail: OutgoingMail, signal: AbortSignal): Promise<MailOutcome> => {
  const addressed = addressMail(mail);
  if (addressed.kind === "unfit") return { kind: "permanent", answer: addressed.reason };
  if (!UUID.test(mail.operationId)) return { kind: "permanent", answer: "The operation id is not a UUID." };
  const heard = await client.exchange(
    {
      method: "POST",
      path: `/emails:send?${API_VERSION}`,
      headers: { "operation-id": mail.operationId, "x-ms-client-request-id": mail.operationId },
      body: toAcsMessage(mail, addressed),
    },
    signal,
  );
  return toAcsOutcome(heard, wordsToHide(addressed));
};

/**
 * Sends by the REST interface of Azure Communication Services, one request a mail. Its SDK asks for the status after
 * each send, and so reports a mail as failed that was accepted when only that question failed; and it repeats requests
 * by itself. Throws `TypeError` for a connection that cannot be.
 */
export const makeAcsMailer = ({
  connection,
  closeGraceInMs = DEFAULT_CLOSE_GRACE_IN_MS,
}: AcsMailerSettings): AcsMailer => {
  const client = makeAcsClient(toAcsEndpoint(connection));
  const inFlight = makeInFlight();
  let closed = false;
  const send = (mail: OutgoingMail, signal: AbortSignal): Promise<MailOutcome> =>
    deliver(client, mail, signal).catch(() => ({ kind: "unknown", answer: "The mailer itself failed." }));
  const ask = async (operationId: string, signal: AbortSignal): Promise<MailStatus> =>
    toAcsStatus(await client.exchange(toStatusRequest(operationId), signal));

  return {
    send: async (mail, deadlineInMs) =>
      closed
        ? { kind: "retryable", answer: "The mailer is closed.", ours: false }
        : inFlight.run(deadlineInMs, (signal) => send(mail, signal)),
    status: async (operationId, deadlineInMs) =>
      closed
        ? { kind: "unavailable", answer: "The mailer is closed." }
        : inFlight.run(deadlineInMs, (signal) => ask(operationId, signal)),
    close: async () => {
      closed = true;
      await inFlight.end(closeGraceInMs);
      client.close();
    },
  };
};
