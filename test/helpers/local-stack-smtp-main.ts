import { SMTPServer, type SMTPServerSession } from "smtp-server";

// An SMTP server in a process of its own: one JSON line on stdout for each mail it takes, written before it answers.
const [, , port = "0", withRaw = "raw"] = process.argv;

const header = (raw: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*((?:.*)(?:\\r\\n[ \\t]+.*)*)`, "im").exec(raw)?.[1]?.replace(/\r\n[ \t]+/g, " ") ?? "";

const tell = ({ envelope }: SMTPServerSession, bytes: Buffer): void => {
  const raw = bytes.toString("utf8");
  const headers = raw.slice(0, raw.indexOf("\r\n\r\n"));
  const mail = {
    at: performance.timeOrigin + performance.now(),
    to: envelope.rcptTo.map(({ address }) => address),
    messageId: header(headers, "Message-ID"),
    subject: header(headers, "Subject"),
    ...(withRaw === "raw" ? { raw } : {}),
  };
  process.stdout.write(`${JSON.stringify(mail)}\n`);
};

const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  disableReverseLookup: true,
  logger: false,
  onRcptTo: ({ address }, _session, done) => {
    // As servers do, the refusal names whom it refuses.
    if (!address.startsWith("refused")) return done();
    done(Object.assign(new Error(`5.1.1 <${address}>: no such user here`), { responseCode: 550 }));
  },
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      tell(session, Buffer.concat(chunks));
      done(null, "2.0.0 Ok: queued");
    });
  },
});
// A sender that is killed in the middle of a mail is no fault of this server.
server.on("error", () => undefined);
process.stdin.resume().on("close", () => process.exit(0));
server.listen(Number(port), "127.0.0.1", () => {
  const address = server.server.address();
  console.log(JSON.stringify({ event: "ready", port: typeof address === "object" ? address?.port : undefined }));
});
