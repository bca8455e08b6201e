import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { isOpen } from "../src/core/notifications/notification.ts";
import { failedEvent, structured } from "../test/helpers/local-stack-events.ts";
import { type Piece, startPiece } from "../test/helpers/local-stack-process.ts";
import { LocalStack } from "../test/helpers/local-stack.ts";

/** What became of the events of one drill. */
interface Result {
  readonly drill: string;
  readonly events: number;
  readonly mails: number;
  readonly missing: number;
  readonly twice: number;
  readonly "twice, row silent": number;
  readonly "rows with unknown": number;
  readonly "most attempts": number;
  readonly "not accepted": number;
  readonly "dead letters": number;
  readonly "s from back to settled": number;
}

interface Options {
  readonly seconds: number;
  readonly events: number;
}

/** One outage: it publishes the events itself, and resolves when everything is back. */
type Drill = (stack: LocalStack, ids: readonly string[], options: Options) => Promise<void>;

const SLICES = 10;

const publish = async (stack: LocalStack, ids: readonly string[]): Promise<void> =>
  await stack.publish(
    ...ids.map((submissionId) =>
      structured(failedEvent({ submissionId, contacts: [{ email: `${submissionId}@contoso.example` }] })),
    ),
  );

/** Events that arrive evenly over the time of the outage. */
const publishOver = async (stack: LocalStack, ids: readonly string[], seconds: number): Promise<void> => {
  const size = Math.ceil(ids.length / SLICES);
  for (let slice = 0; slice < SLICES; slice += 1) {
    const part = ids.slice(slice * size, (slice + 1) * size);
    if (part.length > 0) await publish(stack, part);
    await pause((seconds * 1000) / SLICES);
  }
};

/** A mail server that misbehaves, on the port of the real one. */
const startFaultySmtp = async (port: number, answer: (socket: Socket, line: string | undefined) => void) => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    let rest = "";
    socket.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) answer(socket, line);
    });
    answer(socket, undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};

const withFaultySmtp =
  (answer: (socket: Socket, line: string | undefined) => void): Drill =>
  async (stack, ids, { seconds }) => {
    await stack.killSmtp();
    const faulty = await startFaultySmtp(stack.smtpPort, answer);
    await publishOver(stack, ids, seconds);
    await faulty.close();
    await stack.startSmtp();
  };

const refuse = (socket: Socket): void => {
  socket.end("421 4.3.2 Service not available\r\n");
};

const closeInData = (socket: Socket, line: string | undefined): void => {
  const say = (text: string): void => void socket.write(`${text}\r\n`);
  if (line === undefined) say("220 mail.example ESMTP");
  else if (/^EHLO/i.test(line)) say("250 mail.example");
  else if (/^DATA/i.test(line)) say("354 go on");
  else if (/^(MAIL|RCPT|RSET)/i.test(line)) say("250 ok");
  else socket.destroy();
};

const DRILLS: Readonly<Record<string, Drill>> = {
  "smtp-down": async (stack, ids, { seconds }) => {
    await stack.killSmtp();
    await publish(stack, ids);
    await pause(seconds * 1000);
    await stack.startSmtp();
  },
  "smtp-refuses": withFaultySmtp(refuse),
  "smtp-hangs": withFaultySmtp(() => undefined),
  "smtp-closes-in-data": withFaultySmtp(closeInData),
  "tables-stopped": async (stack, ids, { seconds }) => {
    await stack.stopTables();
    await publishOver(stack, ids, seconds);
    await stack.startTables();
  },
  "broker-killed": async (stack, ids) => {
    await publish(stack, ids);
    await pause(500);
    await stack.killBroker();
    await pause(2_000);
    await stack.startBroker();
  },
  "two-hosts": async (stack, ids) => {
    const dataDir = mkdtempSync(join(tmpdir(), "second-host-"));
    let second: Piece | undefined;
    try {
      second = await startSecondHost(stack, dataDir);
      await publish(stack, ids);
      const before = stack.mails.length;
      while (stack.mails.length < before + ids.length / 2) await pause(100);
      await stack.runTimer("sweep-sla");
    } finally {
      await second?.end("SIGTERM");
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

/** On the same queues and tables, with a folder of its own. */
const startSecondHost = async (stack: LocalStack, dataDir: string): Promise<Piece> => {
  const root = join(import.meta.dirname, "..");
  const args = ["--port", "0", "--data-dir", dataDir, "--app", root, "--stop-with-parent"];
  return await startPiece(join(root, "local/host/main.ts"), args, {
    SERVICE_BUS: stack.serviceBus,
    TABLES: stack.tables,
    EMAIL_PROVIDER: "smtp",
    SMTP_URL: `smtp://127.0.0.1:${stack.smtpPort}`,
    EMAIL_FROM: "certification@notifier.example",
    SLA_ALERT_RECIPIENTS: "sla-team@notifier.example",
  });
};

/** Nothing may take longer than the longest wait of the retry ladder and a lease. */
const SETTLED_IN_MS = 16 * 60_000;

const untilSettled = async (stack: LocalStack, wanted: ReadonlySet<string>) => {
  const deadline = Date.now() + SETTLED_IN_MS;
  for (;;) {
    const rows = (await stack.notifications()).filter(({ submissionId }) => wanted.has(submissionId ?? ""));
    const isSettled = rows.length === wanted.size && rows.every(({ state }) => !isOpen(state));
    if (isSettled || Date.now() > deadline) return rows;
    await pause(1_000);
  }
};

const run = async (name: string, drill: Drill, options: Options): Promise<Result> => {
  const stack = await LocalStack.start({ keepRaw: false });
  try {
    const ids = Array.from({ length: options.events }, (_, index) => `${name}-${index}`);
    await drill(stack, ids, options);
    const backAt = performance.now();
    const rows = await untilSettled(stack, new Set(ids));
    const tookInS = (performance.now() - backAt) / 1000;
    await stack.untilIdle(120_000);
    const countOf = new Map<string, number>();
    for (const { messageId } of stack.mails) countOf.set(messageId, (countOf.get(messageId) ?? 0) + 1);
    const unknown = new Set(
      rows
        .filter(({ attempts }) => attempts.some(({ outcome }) => outcome === "unknown"))
        .map(({ messageId }) => messageId),
    );
    const twice = rows.map(({ messageId }) => messageId).filter((id) => (countOf.get(id) ?? 0) > 1);
    return {
      drill: name,
      events: ids.length,
      mails: stack.mails.length,
      missing: ids.length - rows.filter(({ messageId }) => countOf.has(messageId)).length,
      twice: twice.length,
      "twice, row silent": twice.filter((id) => !unknown.has(id)).length,
      "rows with unknown": unknown.size,
      "most attempts": Math.max(0, ...rows.map(({ attempts }) => attempts.length)),
      "not accepted": ids.length - rows.filter(({ state }) => state === "accepted").length,
      "dead letters": await stack.countDeadLetters(),
      "s from back to settled": Number(tookInS.toFixed(1)),
    };
  } finally {
    await stack.stop();
  }
};

const isGood = (result: Result): boolean =>
  result.missing + result["twice, row silent"] + result["not accepted"] + result["dead letters"] === 0;

const readCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("Expected a whole number above 0.");
  return count;
};

const names = Object.keys(DRILLS);

const program = new Command("outage")
  .description(
    "Takes pieces of the local stack away while failures wait, brings them back, and counts every mail. Exit code 1 when one is lost, comes twice with no word of it in its row, or is dead-lettered.",
  )
  .argument("[drills...]", `which (${names.join(", ")})`, names)
  .option("--seconds <n>", "how long the outage lasts", readCount, 60)
  .option("--events <n>", "failures that wait", readCount, 200)
  .exitOverride()
  .action(async (wanted: readonly string[], options: Options) => {
    const results: Result[] = [];
    for (const name of wanted) {
      const drill = DRILLS[name];
      if (drill === undefined) program.error(`There is no drill ${name}; there are ${names.join(", ")}.`);
      results.push(await run(name, drill as Drill, options));
      console.log(JSON.stringify(results.at(-1)));
    }
    console.table(results);
    if (!results.every(isGood)) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
