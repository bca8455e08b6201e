import { createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type LocalStack, until } from "../helpers/local-stack.ts";
import { type Drill, publish, publishOver } from "./drill.ts";

/** Says something for a line that came in, or for the connection itself. */
type Answer = (socket: Socket, line: string | undefined) => void;

/** A mail server that misbehaves, on the port of the real one. */
const startFaultySmtp = async (port: number, answer: Answer): Promise<{ close: () => Promise<void> }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
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
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};

/** Events arrive while this server stands in the place of the real one. */
const withFaultySmtp =
  (answer: Answer): Drill["play"] =>
  async (scene) => {
    const { stack } = scene;
    await stack.killSmtp();
    const faulty = await startFaultySmtp(stack.smtpPort, answer);
    try {
      await publishOver(scene);
    } finally {
      await faulty.close();
    }
    await stack.startSmtp();
    return undefined;
  };

const say = (socket: Socket, text: string): void => void socket.write(`${text}\r\n`);

const refuse =
  (greeting: string): Answer =>
  (socket) => {
    socket.end(`${greeting}\r\n`);
  };

/** What a server says to the commands before the mail. */
const ENVELOPE: readonly (readonly [RegExp, string])[] = [
  [/^EHLO/i, "250 mail.example"],
  [/^(?:MAIL|RCPT|RSET)/i, "250 ok"],
  [/^DATA/i, "354 go on"],
];

const sayEnvelope = (socket: Socket, line: string | undefined): boolean => {
  const reply = line === undefined ? "220 mail.example ESMTP" : ENVELOPE.find(([pattern]) => pattern.test(line))?.[1];
  if (reply !== undefined) say(socket, reply);
  return reply !== undefined;
};

const closeInData: Answer = (socket, line) => {
  if (!sayEnvelope(socket, line)) socket.destroy();
};

const refuseSender: Answer = (socket, line) => {
  if (/^MAIL/i.test(line ?? "")) say(socket, "550 5.7.1 sender rejected");
  else sayEnvelope(socket, line);
};

/** However the provider hangs, this is how long recording a thousand events may take. */
const RECORDED_IN_MS = 60_000;

const LOOK_EVERY_IN_MS = 1_000;

/** How many reviews the API lists. */
const countListed = async (stack: LocalStack): Promise<number> => {
  let count = 0;
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await stack.call(`/submissions?limit=200${after}`);
    count += body.submissions.length;
    cursor = body.cursor;
  } while (cursor !== undefined);
  return count;
};

const recordWhileHanging: Drill["play"] = async ({ stack, ids, seconds }) => {
  await stack.killSmtp();
  const faulty = await startFaultySmtp(stack.smtpPort, () => undefined);
  const startedAt = performance.now();
  let recordedInMs = Number.POSITIVE_INFINITY;
  try {
    await publish(stack, ids);
    const isVisible = async (): Promise<boolean> => {
      await pause(LOOK_EVERY_IN_MS);
      return (await countListed(stack)) >= ids.length;
    };
    await until("the API to list every review", isVisible, 180_000);
    recordedInMs = performance.now() - startedAt;
    await pause(Math.max(0, seconds * 1_000 - recordedInMs));
  } finally {
    await faulty.close();
  }
  await stack.startSmtp();
  const isLate = recordedInMs > RECORDED_IN_MS;
  return {
    facts: { "s until the API lists all": Number((recordedInMs / 1_000).toFixed(1)) },
    faults: isLate ? [`recording took ${Math.round(recordedInMs / 1_000)} s`] : [],
  };
};

export const SMTP_DRILLS: Readonly<Record<string, Drill>> = {
  "smtp-refuses-4xx": {
    about: "the mail server greets with 421",
    play: withFaultySmtp(refuse("421 4.3.2 Service not available")),
  },
  "smtp-refuses-5xx": {
    about: "the mail server greets with 554",
    play: withFaultySmtp(refuse("554 5.3.2 No service here")),
  },
  "smtp-refuses-sender": { about: "the mail server takes no mail of our sender", play: withFaultySmtp(refuseSender) },
  "smtp-hangs": { about: "the mail server takes connections and says nothing", play: withFaultySmtp(() => undefined) },
  "smtp-hangs-burst": {
    about: "the mail server takes connections and says nothing while all failures arrive at once: the intake goes on",
    play: recordWhileHanging,
  },
  "smtp-closes-in-data": { about: "the mail server closes in the middle of mails", play: withFaultySmtp(closeInData) },
};
