import { parseConnectionString } from "@azure/communication-common";
import type { KeyCredential, TokenCredential } from "@azure/core-auth";
import { isLoopbackHost } from "../../config/loopback.ts";

/** `ACS` (a connection string), or `ACS__endpoint` with an identity. */
export type AcsConnection =
  | { readonly connectionString: string }
  | { readonly endpoint: string; readonly credential: TokenCredential };

export interface AcsEndpoint {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly credential: KeyCredential | TokenCredential;
}

const parseOrigin = (endpoint: string): string => {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackHost(url.hostname));
  if (!url || !isSafe)
    throw new TypeError("Expected an https endpoint of Azure Communication Services, or http to a loopback host.");
  return url.origin;
};

const parse = (connectionString: string): { endpoint: string; credential: KeyCredential } => {
  try {
    return parseConnectionString(connectionString.trim());
  } catch {
    // The library repeats the whole string, key included.
    throw new TypeError("Expected a connection string of the form endpoint=https://…;accesskey=….");
  }
};

/** Throws `TypeError`, without the value, for a connection that cannot be. */
export const toAcsEndpoint = (connection: AcsConnection): AcsEndpoint => {
  const { endpoint, credential } = "connectionString" in connection ? parse(connection.connectionString) : connection;
  return { origin: parseOrigin(endpoint), credential };
};
