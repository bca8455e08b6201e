import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { createTransport } from "nodemailer";
import {
  FREE_PORTS,
  isListening,
  portsOf,
  processesNaming,
  readyLine,
  runNpm,
  runScript,
  type Script,
  until,
} from "./run-script.ts";

jest.setTimeout(60_000);

describe("npm run services", () => {
  const folder = mkdtempSync(join(tmpdir(), "services-test-"));
  const scripts: Script[] = [];
  const services = (env: Record<string, string> = {}): Script => {
    const script = runScript("local/services.ts", ["--json"], { ...FREE_PORTS, DATA_DIR: folder, ...env });
    scripts.push(script);
    return script;
  };
  afterAll(async () => {
    for (const { process } of scripts) process.kill("SIGKILL");
    await Promise.all(scripts.map(({ exit }) => exit));
    rmSync(folder, { recursive: true, force: true });
  });

  const readSubjects = async (inbox: string): Promise<string[]> =>
    ((await (await fetch(`${inbox}/api/email`)).json()) as { subject: string }[]).map(({ subject }) => subject);

  it("prints the ready line alone, ends cleanly, and goes on where it was", async () => {
    const first = services();
    const line = await readyLine(first);
    expect(line).toEqual({
      event: "ready",
      http: null,
      functionKey: null,
      serviceBus: expect.stringMatching(/^Endpoint=sb:\/\/127\.0\.0\.1:\d+;.*UseDevelopmentEmulator=true/),
      tables: expect.stringMatching(/AccountName=devstoreaccount1;.*TableEndpoint=http:\/\/127\.0\.0\.1:\d+/),
      smtp: expect.stringMatching(/^smtp:\/\/127\.0\.0\.1:\d+$/),
      inbox: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    const ports = portsOf(line);
    expect(await Promise.all(ports.map(isListening))).toEqual([true, true, true, true]);

    const smtp = createTransport(String(line["smtp"]));
    await smtp.sendMail({ from: "a@notifier.example", to: "b@contoso.example", subject: "kept", text: "kept" });
    smtp.close();
    const table = TableClient.fromConnectionString(String(line["tables"]), "kept", { allowInsecureConnection: true });
    await table.createTable();
    await table.createEntity({ partitionKey: "p", rowKey: "r" });

    first.process.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    expect(first.stdout().trim().split("\n")).toHaveLength(1);
    expect(await Promise.all(ports.map(isListening))).toEqual([false, false, false, false]);
    expect(processesNaming(folder)).toEqual([]);

    const second = services();
    const again = await readyLine(second);
    expect(await readSubjects(String(again["inbox"]))).toEqual(["kept"]);
    const sameTable = TableClient.fromConnectionString(String(again["tables"]), "kept", {
      allowInsecureConnection: true,
    });
    expect(await sameTable.getEntity("p", "r")).toMatchObject({ rowKey: "r" });

    const third = services();
    expect(await third.exit).toBe(2);
    expect(third.stderr()).toContain("set DATA_DIR to another");
    expect(await isListening(portsOf(again)[0] ?? 0)).toBe(true);

    second.process.kill("SIGKILL");
    await until("no process left", () => processesNaming(folder).length === 0, 10_000);
    // The kernel forgets a process's name a moment before it closes its sockets.
    await until(
      "no port left",
      async () => !(await Promise.all(portsOf(again).map(isListening))).includes(true),
      10_000,
    );
  });

  it.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "ends with all its pieces when npm alone gets a %s",
    async (signal) => {
      const script = runNpm("services", ["--json"], { ...FREE_PORTS, DATA_DIR: folder });
      scripts.push(script);
      const ports = portsOf(await readyLine(script));
      script.process.kill(signal);
      expect(await script.exit).toBe(signal === "SIGKILL" ? signal : 0);
      await until("no process left", () => processesNaming(folder).length === 0, 10_000);
      await until("no port left", async () => !(await Promise.all(ports.map(isListening))).includes(true), 10_000);
    },
  );

  const itOnLinux = process.platform === "linux" ? it : it.skip; // only there can a piece be found by its name

  itOnLinux("starts a piece again at its old port when it is killed", async () => {
    const script = services();
    const { inbox } = await readyLine(script);
    const piece = processesNaming(folder).find(({ command }) => command.includes(join("inbox", "main.ts")));
    if (piece === undefined) throw new Error("Expected the process of the inbox.");
    process.kill(piece.pid, "SIGKILL");
    await until("the loss is noticed", () => script.stderr().includes("inbox ended unexpectedly (SIGKILL)"));
    const subjects = await until("the inbox answers again", () => readSubjects(String(inbox)).catch(() => undefined));
    expect(subjects).toEqual(["kept"]);
    script.process.kill("SIGTERM");
    expect(await script.exit).toBe(0);
    expect(processesNaming(folder)).toEqual([]);
  });

  it("names every taken port and its setting, and leaves nothing running", async () => {
    const servers = [createServer(), createServer()];
    await Promise.all(servers.map((server) => once(server.listen(0, "127.0.0.1"), "listening")));
    const [busPort, inboxPort] = servers.map((server) => String((server.address() as AddressInfo).port));
    const script = services({ SERVICE_BUS_PORT: String(busPort), INBOX_PORT: String(inboxPort) });
    const exit = await script.exit;
    for (const server of servers) server.close();
    expect(exit).toBe(2);
    expect(script.stderr()).toContain(`port ${busPort} (SERVICE_BUS_PORT) is taken`);
    expect(script.stderr()).toContain(`port ${inboxPort} (INBOX_PORT) is taken`);
    expect(script.stdout()).toBe("");
    expect(processesNaming(folder)).toEqual([]);
  });

  it("starts nothing for a service that a setting names, and repeats the setting", async () => {
    const given = {
      SERVICE_BUS: "Endpoint=sb://bus.example/;SharedAccessKeyName=k;SharedAccessKey=v",
      TABLES: "UseDevelopmentStorage=true",
      SMTP_URL: "smtp://mail.example:2525",
    };
    const script = services(given);
    expect(await readyLine(script)).toEqual({
      event: "ready",
      http: null,
      functionKey: null,
      serviceBus: given.SERVICE_BUS,
      tables: given.TABLES,
      smtp: given.SMTP_URL,
      inbox: null,
    });
    expect(processesNaming(folder)).toEqual([]);
    script.process.kill("SIGINT");
    expect(await script.exit).toBe(0);
  });
});
