import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ProcessErrorArgs, ServiceBusClient } from "@azure/service-bus";
import { type BrokerProcess, runBroker, startBrokerProcess } from "./broker-process.ts";
import { describeLocally, QUEUE, receive, receiveNothing, receiveOne, TOPIC } from "./namespace.ts";

const SENDER = join(import.meta.dirname, "sender-process.ts");

const portOf = (connectionString: string) => /:(\d+);/.exec(connectionString)?.[1] ?? "";

describeLocally("the broker's journal", () => {
  let directory: string;
  let broker: BrokerProcess;
  let client: ServiceBusClient;

  const start = async () => {
    broker = await startBrokerProcess("--port", "0", "--data-dir", directory);
    client = new ServiceBusClient(broker.connectionString);
  };
  const killAndRestart = async () => {
    await client.close();
    await broker.stop("SIGKILL");
    await start();
  };
  const deadLetters = () => client.createReceiver(QUEUE, { subQueueType: "deadLetter" });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "broker-"));
    await start();
  });
  afterEach(async () => {
    await client.close();
    await broker.stop("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  it("loses no acknowledged message when the process is killed in the middle of sending", async () => {
    const sender = spawn(process.execPath, [SENDER, broker.connectionString, QUEUE]);
    const acknowledged: number[] = [];
    for await (const line of createInterface({ input: sender.stdout })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === 500) broker.child.kill("SIGKILL");
      if (broker.child.killed) sender.kill("SIGKILL");
    }
    await client.close();
    await start();
    const kept = new Set<unknown>();
    const receiver = client.createReceiver(QUEUE, { receiveMode: "receiveAndDelete" });
    let page = await receiver.receiveMessages(1000, { maxWaitTimeInMs: 1000 });
    for (; page.length > 0; page = await receiver.receiveMessages(1000, { maxWaitTimeInMs: 500 }))
      for (const { body } of page) kept.add(body);
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
    expect(acknowledged.filter((body) => !kept.has(body))).toEqual([]);
  });

  it("keeps settled messages away, locked ones free and delivery counts", async () => {
    await client.createSender(QUEUE).sendMessages(["done", "tried", "held"].map((body) => ({ body, messageId: body })));
    const receiver = client.createReceiver(QUEUE);
    const [done, tried] = await receive(receiver, 3);
    if (!done || !tried) throw new Error("Expected messages.");
    await receiver.completeMessage(done);
    await receiver.abandonMessage(tried, { note: "again" });
    await killAndRestart();
    const again = await receive(client.createReceiver(QUEUE), 2);
    expect(again).toMatchObject([
      { body: "tried", deliveryCount: 1, messageId: "tried", applicationProperties: { note: "again" } },
      { body: "held", deliveryCount: 0 },
    ]);
    await receiveNothing(client.createReceiver(QUEUE));
  });

  it("keeps dead-lettered messages with their reason", async () => {
    await client.createSender(QUEUE).sendMessages({ body: "bad" });
    const receiver = client.createReceiver(QUEUE);
    const reason = { deadLetterReason: "Invalid", deadLetterErrorDescription: "no id" };
    await receiver.deadLetterMessage(await receiveOne(receiver), reason);
    await killAndRestart();
    await killAndRestart();
    expect(await receiveOne(deadLetters())).toMatchObject({ body: "bad", ...reason });
  });

  it("keeps scheduled messages, delivers them on time, and forgets cancelled ones", async () => {
    const sender = client.createSender(QUEUE);
    const [cancelled] = await sender.scheduleMessages([{ body: "no" }], new Date(Date.now() + 1000));
    await sender.scheduleMessages([{ body: "soon" }], new Date(Date.now() + 1500));
    await client.createSender(TOPIC).scheduleMessages([{ body: "notice" }], new Date(Date.now() + 1500));
    if (cancelled) await sender.cancelScheduledMessages(cancelled);
    await killAndRestart();
    expect((await receiveOne(client.createReceiver(QUEUE))).body).toBe("soon");
    expect((await receiveOne(client.createReceiver(TOPIC, "all"))).body).toBe("notice");
    await receiveNothing(client.createReceiver(QUEUE));
  });

  it("keeps deferred messages, the state of sessions and the ids it has seen", async () => {
    const sender = client.createSender("contract-once");
    await sender.sendMessages({ body: "aside", messageId: "1" });
    const receiver = client.createReceiver("contract-once");
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    await client.createSender("contract-sessions").sendMessages({ body: "in a", sessionId: "a" });
    await (await client.acceptSession("contract-sessions", "a")).setSessionState("half way");
    await killAndRestart();
    await killAndRestart();
    await client.createSender("contract-once").sendMessages({ body: "again", messageId: "1" });
    const once = client.createReceiver("contract-once");
    await receiveNothing(once);
    const [deferred] = await once.receiveDeferredMessages(message.sequenceNumber ?? []);
    expect(deferred?.body).toBe("aside");
    const session = await client.acceptNextSession("contract-sessions");
    expect(String(await session.getSessionState())).toBe("half way");
    expect(await receiveOne(session)).toMatchObject({ body: "in a", sessionId: "a" });
  });

  it("never gives a sequence number twice", async () => {
    const numberOfNext = async () => {
      await client.createSender(QUEUE).sendMessages({ body: 1 });
      const receiver = client.createReceiver(QUEUE);
      const message = await receiveOne(receiver);
      await receiver.completeMessage(message);
      return message.sequenceNumber?.toNumber() ?? Number.NaN;
    };
    const first = await numberOfNext();
    await killAndRestart();
    await killAndRestart();
    expect(await numberOfNext()).toBeGreaterThan(first);
  });

  it("survives half a record at its end", async () => {
    await client.createSender(QUEUE).sendMessages({ body: "whole" });
    await client.close();
    await broker.stop("SIGKILL");
    appendFileSync(join(directory, "servicebus/messages.journal"), Buffer.from([0, 0, 1, 0, 1, 2, 3, 4, 5]));
    await start();
    await client.createSender(QUEUE).sendMessages({ body: "after" });
    await killAndRestart();
    const bodies = (await receive(client.createReceiver(QUEUE), 2)).map(({ body }) => body);
    expect(bodies).toEqual(["whole", "after"]);
  });

  it("belongs to one broker at a time", async () => {
    const { code, stderr, stdout } = await runBroker("--port", "0", "--data-dir", directory);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`Another broker (process ${broker.child.pid}) uses this data directory`);
  });

  it("lets a client that reconnects go on", async () => {
    const port = portOf(broker.connectionString);
    const bodies: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const errors: string[] = [];
    const patient = new ServiceBusClient(broker.connectionString, { retryOptions: { retryDelayInMs: 200 } });
    const processError = async ({ error }: ProcessErrorArgs) => void errors.push(error.message);
    const processMessage = async ({ body }: { body: unknown }) => {
      bodies.push(body);
      if (body === "after") resolve();
    };
    patient.createReceiver(QUEUE).subscribe({ processMessage, processError });
    await client.createSender(QUEUE).sendMessages({ body: "before" });
    await client.close();
    await broker.stop("SIGKILL");
    broker = await startBrokerProcess("--port", port, "--data-dir", directory);
    client = new ServiceBusClient(broker.connectionString);
    await client.createSender(QUEUE).sendMessages({ body: "after" });
    await promise;
    await patient.close();
    expect(bodies).toContain("after");
  });
});

describeLocally("the broker's process", () => {
  it("stops with exit code 0 on SIGTERM and SIGINT, whoever is connected", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const broker = await startBrokerProcess("--port", "0");
      const socket = connect(Number(portOf(broker.connectionString)), "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      expect(await broker.stop(signal)).toBe(0);
    }
  });

  it("stops when standard input closes, if told to", async () => {
    const broker = await startBrokerProcess("--port", "0", "--stop-with-parent");
    const exited = once(broker.child, "exit");
    broker.child.stdin.end();
    expect((await exited)[0]).toBe(0);
  });

  it("names a port that is in use, and the setting", async () => {
    const broker = await startBrokerProcess("--port", "0");
    const port = portOf(broker.connectionString);
    const { code, stderr } = await runBroker("--port", port);
    await broker.stop("SIGTERM");
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(new RegExp(`Port ${port} .*SERVICE_BUS_PORT`))]);
  });

  it.each([
    [["--port", "x"], "--port"],
    [["--port", "70000"], "65535"],
    [["--colour"], "--colour"],
    [["--entities", "nowhere.json"], "nowhere.json"],
  ])("refuses %j with exit code 2", async (args, mention) => {
    const { code, stdout, stderr } = await runBroker(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(mention);
    expect(stderr).not.toContain("    at ");
  });

  it("explains itself", async () => {
    const { code, stdout } = await runBroker("--help");
    expect(code).toBe(0);
    for (const option of ["--port", "--data-dir", "--entities", "--stop-with-parent"]) expect(stdout).toContain(option);
  });
});
