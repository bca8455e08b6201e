import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

/** One mail that the sink took in whole. */
interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly user: string | undefined;
  readonly secure: boolean;
}

export type SmtpStage = "connect" | "auth" | "mailFrom" | "rcptTo" | "data" | "dot";

/** What the sink does at one stage. `sinkAndDrop` takes the mail and closes without an answer. */
export type SmtpBehaviour =
  | "accept"
  | "drop"
  | "hang"
  | "sinkAndDrop"
  | { readonly code: number; readonly message: string };

export interface SmtpSinkOptions {
  readonly behave?: (stage: SmtpStage) => SmtpBehaviour;
  readonly server?: SMTPServerOptions;
}

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** Connections ever made. */
  readonly connectionsMade: () => number;
  readonly connectionsOpen: () => number;
  /** Closes every open connection, as a server does that has had enough. */
  readonly dropAll: () => void;
  readonly close: () => Promise<void>;
}

/** A real SMTP server on 127.0.0.1 that keeps what it takes and misbehaves as told. */
export const startSmtpSink = async ({
  behave = () => "accept",
  server = {},
}: SmtpSinkOptions = {}): Promise<SmtpSink> => {
  const mails: SunkMail[] = [];
  let connectionsMade = 0;

  const socketsOf = (): readonly { readonly id: string; readonly socket: Socket }[] =>
    [...smtp.connections].map((connection) => {
      const { id, _socket } = connection as unknown as { id: string; _socket: Socket };
      return { id, socket: _socket };
    });

  const drop = (session: SMTPServerSession): void => {
    for (const { id, socket } of socketsOf()) if (id === session.id) socket.destroy();
  };

  const at = (
    stage: SmtpStage,
    session: SMTPServerSession,
    done: (error?: Error) => void,
    accept: () => void,
  ): void => {
    const behaviour = behave(stage);
    if (behaviour === "accept") accept();
    else if (behaviour === "drop" || behaviour === "sinkAndDrop") drop(session);
    else if (behaviour !== "hang") done(Object.assign(new Error(behaviour.message), { responseCode: behaviour.code }));
  };

  const smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    ...server,
    onConnect: (session, done) => {
      connectionsMade += 1;
      at("connect", session, done, done);
    },
    onAuth: (auth, session, done) =>
      at("auth", session, done as (error?: Error) => void, () => done(null, { user: auth.username ?? "" })),
    onMailFrom: (_address, session, done) => at("mailFrom", session, done, done),
    onRcptTo: (_address, session, done) => at("rcptTo", session, done, done),
    onData: (stream, session, done) => {
      const take = (): void => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const { mailFrom, rcptTo } = session.envelope;
          const sink = (): void => {
            mails.push({
              from: mailFrom === false ? "" : mailFrom.address,
              to: rcptTo.map(({ address }) => address),
              raw: Buffer.concat(chunks).toString("utf8"),
              user: typeof session.user === "string" ? session.user : undefined,
              secure: session.secure,
            });
          };
          if (behave("dot") === "sinkAndDrop") sink();
          at("dot", session, done, () => {
            sink();
            done(null, "2.0.0 Ok: queued as SINK1");
          });
        });
      };
      at("data", session, done, take);
    },
  });
  smtp.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    smtp.listen(0, "127.0.0.1", resolve);
  });
  const { port } = smtp.server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    connectionsMade: () => connectionsMade,
    connectionsOpen: () => smtp.connections.size,
    dropAll: () => {
      for (const { socket } of socketsOf()) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        smtp.close(() => resolve());
        for (const { socket } of socketsOf()) socket.destroy();
      }),
  };
};
