import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseEntities } from "../../src/entities.ts";
import { type Broker, startBroker } from "../../src/start-broker.ts";

const run = promisify(execFile);
const PROJECT = join(import.meta.dirname, "dotnet/Interop.csproj");
const CASES = [
  ...["complete", "batch", "abandon", "dead-letter", "max-deliveries", "defer", "schedule", "renew", "lock-lost"],
  ...["too-large", "processor", "sessions", "duplicates", "not-found"],
];

const hasDotnet = spawnSync("dotnet", ["--version"]).status === 0;
if (!hasDotnet) console.warn("Skipped: the .NET SDK for Service Bus is not tried, because `dotnet` is missing.");
const describeWithDotnet = hasDotnet ? describe : describe.skip;

const settingsOf = (name: string) => ({
  lockDuration: name === "lock-lost" ? "PT1S" : "PT30S",
  maxDeliveryCount: 3,
  requiresSession: name === "sessions",
  requiresDuplicateDetection: name === "duplicates",
});

describeWithDotnet("Azure.Messaging.ServiceBus for .NET over the broker", () => {
  let directory: string;
  let broker: Broker;
  const problems = new Map<string, string | null>();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "interop-"));
    const entities = parseEntities({ queues: CASES.map((name) => ({ name, properties: settingsOf(name) })) });
    broker = await startBroker({ port: 0, entities, warn: () => {} });
    const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" };
    const objects = `-p:BaseIntermediateOutputPath=${directory}/obj/`;
    const output = ["-o", join(directory, "out"), objects, "--disable-build-servers", "-v", "quiet"];
    await run("dotnet", ["build", PROJECT, ...output], { env });
    const { stdout } = await run("dotnet", [join(directory, "out/Interop.dll"), broker.connectionString], { env });
    for (const line of stdout.trim().split("\n")) {
      const { name, problem } = JSON.parse(line) as { name: string; problem: string | null };
      problems.set(name, problem);
    }
  }, 180_000);
  afterAll(async () => {
    await broker.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(CASES)("%s", (name) => {
    expect(problems.get(name)).toBeNull();
  });

  it("names every case that ran", () => {
    expect([...problems.keys()]).toEqual(CASES);
  });
});
