import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FREE_PORTS, portsOf, readyLine, runScript } from "../stack/run-script.ts";

jest.setTimeout(60_000);

const LISTENS = "0A";
const LOOPBACK = "0100007F";

/** Addresses, as Linux writes them, on which somebody listens at this port. */
const listenersAt = (port: number): string[] =>
  ["tcp", "tcp6"].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = "", , state]) => state === LISTENS && Number.parseInt(local.split(":")[1] ?? "", 16) === port)
      .map(([, local = ""]) => local.split(":")[0] ?? ""),
  );

const onLinux = process.platform === "linux" ? it : it.skip;

describe("the local stack", () => {
  onLinux("listens on the loopback address alone, with every piece", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "loopback-test-"));
    const script = runScript("local/start.ts", ["--json"], { ...FREE_PORTS, DATA_DIR: dataDir });
    try {
      const ports = [...new Set(portsOf(await readyLine(script)))];
      expect(ports).toHaveLength(5);
      expect(ports.map(listenersAt)).toEqual(ports.map(() => [LOOPBACK]));
    } finally {
      script.process.kill("SIGTERM");
      await script.exit;
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
