import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { StackSettings } from "./settings.ts";

const FILE = "action-link-key";

/** A key that is made once, so that links in earlier mails still work after another start. */
const keyOf = (dataDir: string): string => {
  const file = join(dataDir, FILE);
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  mkdirSync(dataDir, { recursive: true });
  const key = randomBytes(32).toString("hex");
  writeFileSync(file, key, { mode: 0o600 });
  return key;
};

/** What the links of digests need on a laptop: a key, and the address that the host will have. */
export const localLinks = ({ ports, dataDir }: Pick<StackSettings, "ports" | "dataDir">): Record<string, string> => ({
  ACTION_LINK_KEYS: keyOf(dataDir),
  DESK_URL: `http://127.0.0.1:${ports.HTTP_PORT}/api/desk`,
});

/** The settings with a port for the host: mails name it, so a free one is picked before the host starts. */
export const withHttpPort = async (settings: StackSettings): Promise<StackSettings> =>
  settings.ports.HTTP_PORT === 0
    ? { ...settings, ports: { ...settings.ports, HTTP_PORT: await freePort() } }
    : settings;

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new TypeError("Expected a port.");
  return address.port;
};
