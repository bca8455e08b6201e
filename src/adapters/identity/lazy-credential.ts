import type { TokenCredential } from "@azure/core-auth";
import type { IdentityChoice } from "../../config/load-config.ts";
import { present } from "../../core/present.ts";

/** The app's identity in Azure. Its library is large, so it is loaded only when the first token is asked for. */
export const makeLazyCredential = ({ clientId, isManaged }: IdentityChoice): TokenCredential => {
  let credential: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { DefaultAzureCredential, ManagedIdentityCredential } = await import("@azure/identity");
    if (isManaged) return new ManagedIdentityCredential(present({ clientId }));
    return new DefaultAzureCredential(present({ managedIdentityClientId: clientId }));
  };
  return {
    getToken: async (scopes, options) => {
      credential ??= load();
      return await (await credential).getToken(scopes, options);
    },
  };
};
