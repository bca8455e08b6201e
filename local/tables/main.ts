import { createRequire } from "node:module";
import { join } from "node:path";
import { servePiece } from "../stack/serve-piece.ts";
import { checkTableFile } from "./table-file.ts";
import { useKeyIndexes } from "./use-key-indexes.ts";

interface TableServer {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

// Azurite's own command line has no port 0, saves on SIGINT alone and knows nothing of a parent; its server class does all we need.
const require = createRequire(import.meta.url);
const load = <T>(path: string): T => (require(`azurite/dist/src/table/${path}.js`) as { default: T }).default;

const makeServer = (port: number, file: string): TableServer => {
  const Server = load<new (configuration: unknown) => TableServer>("TableServer");
  const Configuration = load<new (...values: unknown[]) => unknown>("TableConfiguration");
  const keepAliveInSeconds = 5;
  const [debugLog, accessLog, logStream, debugFile, loose, anyApiVersion] = [
    false,
    false,
    undefined,
    undefined,
    false,
    true,
  ];
  return new Server(
    new Configuration(
      "127.0.0.1",
      port,
      keepAliveInSeconds,
      file,
      debugLog,
      accessLog,
      logStream,
      debugFile,
      loose,
      anyApiVersion,
    ),
  );
};

/** Azurite's public development account: no secret. */
const toConnectionString = (address: string): string =>
  [
    "DefaultEndpointsProtocol=http",
    "AccountName=devstoreaccount1",
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    `TableEndpoint=${address}/devstoreaccount1`,
  ].join(";");

delete process.env["AZURITE_ACCOUNTS"];
useKeyIndexes();

await servePiece("tables", ["port"], async ({ ports, folder }) => {
  const file = join(folder, "tables.json");
  process.umask(0o077); // for every file that Azurite makes
  checkTableFile(file);
  const server = makeServer(ports.port, file);
  await server.start();
  return { ready: { tables: `${toConnectionString(server.getHttpServerAddress())};` }, stop: () => server.close() };
});
