import type { Connection, EmailProvider } from "../../config/load-config.ts";
import type { Mailer } from "../../core/ports.ts";
import { makeLazyCredential } from "../identity/lazy-credential.ts";
import { type AcsMailerSettings, makeAcsMailer } from "./acs-mailer.ts";
import { makeSmtpMailer } from "./smtp-mailer.ts";

/** As many connections as the host makes calls at once (`maxConcurrentCalls` in host.json): no call waits for one with its lease running. */
const MAX_CONNECTIONS = 16;

/** The mailer of the configured provider. */
export const makeMailer = (provider: EmailProvider): Mailer => {
  switch (provider.kind) {
    case "smtp":
      return makeSmtpMailer({ url: provider.url, maxConnections: MAX_CONNECTIONS });
    case "acs":
      return makeAcsMailer({ connection: toAcsConnection(provider.connection) });
  }
};

const toAcsConnection = (connection: Connection): AcsMailerSettings["connection"] =>
  connection.kind === "connectionString"
    ? { connectionString: connection.value }
    : { endpoint: connection.address, credential: makeLazyCredential(connection.identity) };
