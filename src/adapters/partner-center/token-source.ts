import type { PartnerCenterConfig } from "../../config/load-config.ts";
import { NotifierError } from "../../core/errors.ts";
import { present } from "../../core/present.ts";
import { makeLazyCredential } from "../identity/lazy-credential.ts";

const SCOPE = "https://api.partner.microsoft.com/.default";

/** A bearer token. `challenge` is the header of a refusal: with it, one that was refused is not given again where the identity can tell. */
export type GetToken = (challenge?: string) => Promise<string>;

/** Tokens of the app's identity, whose library keeps them until they run out; or the one that a test gave. */
export const makeTokenSource = (access: PartnerCenterConfig["access"]): GetToken => {
  if (access.kind === "token") return async () => access.token;
  const credential = makeLazyCredential(access.identity);
  return async (challenge) => {
    const got = await credential.getToken(SCOPE, present({ claims: claimsOf(challenge) })).catch((cause: unknown) => {
      // The text of the library's error names tenant and endpoint.
      throw new NotifierError("PARTNER_CENTER_DENIED", "The app's identity gets no token for Partner Center.", {
        cause,
      });
    });
    if (got === null)
      throw new NotifierError("PARTNER_CENTER_DENIED", "The app's identity gets no token for Partner Center.");
    return got.token;
  };
};

const claimsOf = (challenge: string | undefined): string | undefined => {
  const encoded = /claims="([^"]+)"/i.exec(challenge ?? "")?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
};
