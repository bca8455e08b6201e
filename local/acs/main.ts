import { Command, InvalidArgumentError } from "commander";
import { exitForWrongUse } from "../stack/exit-for-wrong-use.ts";
import { makeSmtpRelay } from "./relay.ts";
import { startAcsServer } from "./server.ts";

const readPort = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("Expected a port from 0 to 65535.");
  return port;
};

const program = new Command("acs")
  .description("Runs a stand-in for the mail service of Azure Communication Services on 127.0.0.1.")
  .option("--port <port>", "port to listen on; 0 takes a free one", readPort, 0)
  .option("--inbox-smtp <url>", "SMTP server that accepted mails are handed on to")
  .exitOverride(exitForWrongUse);

const { port, inboxSmtp } = program.parse().opts<{ port: number; inboxSmtp?: string }>();

const server = await startAcsServer({
  port,
  ...(inboxSmtp !== undefined && { relay: makeSmtpRelay(inboxSmtp) }),
}).catch((error: NodeJS.ErrnoException) => {
  console.error(error.code === "EADDRINUSE" ? `Port ${port} is taken; choose another one with --port.` : error.message);
  process.exit(1);
});
console.log(JSON.stringify({ event: "ready", acs: server.connectionString }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void server.close().then(() => process.exit(0));
  });
}
