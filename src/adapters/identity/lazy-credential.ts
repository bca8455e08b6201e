import type { TokenCredential } from "@azure/core-auth";

/** The app's identity in Azure. Its library is large, so it is loaded only when the first token is asked for. `AZURE_CLIENT_ID` names a user-assigned identity. */
export const makeLazyCredential = (): TokenCredential => {
  let credential: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { DefaultAzureCredential } = await import("@azure/identity");
    return new DefaultAzureCredential();
  };
  return {
    getToken: async (scopes, options) => {
      credential ??= load();
      return await (await credential).getToken(scopes, options);
    },
  };
};
