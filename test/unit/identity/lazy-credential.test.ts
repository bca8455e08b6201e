import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { makeLazyCredential } from "../../../src/adapters/identity/lazy-credential.ts";
import type { IdentityChoice } from "../../../src/config/load-config.ts";

const CLIENT_ID = "11111111-2222-4333-8444-555555555555";
const OURS = /^(AZURE_|IDENTITY_|MSI_)/;

/** The identity endpoint as App Service offers it to the app. */
const startIdentityEndpoint = async () => {
  const asked: URLSearchParams[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    asked.push(new URL(request.url ?? "", "http://127.0.0.1").searchParams);
    const expiresOn = Math.floor(Date.now() / 1000) + 3_600;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "token", expires_on: String(expiresOn), token_type: "Bearer" }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}/msi/token`, close: () => server.close() };
};

describe("makeLazyCredential", () => {
  const before = Object.entries(process.env).filter(([name]) => OURS.test(name));
  const clear = (): void => {
    for (const name of Object.keys(process.env).filter((each) => OURS.test(each))) delete process.env[name];
  };
  // The library remembers endpoint and tokens for the life of the process: one endpoint, and another resource each time.
  let endpoint: Awaited<ReturnType<typeof startIdentityEndpoint>>;
  beforeAll(async () => {
    clear();
    endpoint = await startIdentityEndpoint();
    process.env["IDENTITY_ENDPOINT"] = endpoint.url;
    process.env["IDENTITY_HEADER"] = "secret";
  });
  afterAll(() => {
    endpoint.close();
    clear();
    for (const [name, value] of before) process.env[name] = value;
  });

  it.each<[string, IdentityChoice]>([
    ["https://one.example", { isManaged: true, clientId: CLIENT_ID }],
    ["https://two.example", { isManaged: false, clientId: CLIENT_ID }],
    ["https://three.example", { isManaged: true }],
  ])("asks App Service for a token to %s with the identity %j", async (resource, choice) => {
    const token = await makeLazyCredential(choice).getToken(`${resource}/.default`);
    expect(token?.token).toBe("token");
    expect(endpoint.asked.at(-1)?.get("resource")).toBe(resource);
    expect(endpoint.asked.at(-1)?.get("client_id")).toBe(choice.clientId ?? null);
  });
});
