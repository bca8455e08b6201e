import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { BrokerContext } from "./broker-context.ts";
import { Links } from "./links.ts";
import {
  type Connection,
  cutOff,
  listen,
  makeContainer,
  prepareSession,
  type Receiver,
  type Sender,
  type Session,
} from "./rhea.ts";

/** What a peer speaks that took this port for another one. */
const foreignProtocol = (bytes: Buffer): string | undefined => {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return "TLS";
  const isHttp = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT) \S+ HTTP\//.test(
    bytes.toString("latin1", 0, 2_048),
  );
  return isHttp ? "HTTP (an administration client, say)" : undefined;
};

export interface AmqpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 for AMQP clients; port 0 takes a free one. */
export const startServer = async (port: number, context: BrokerContext): Promise<AmqpServer> => {
  const container = makeContainer();
  const connections = new Set<Connection>();
  const links = new Links(context);
  let isForeign = false;
  const warnOf = (error: unknown) =>
    isForeign || context.warn(`A client was cut off: ${error instanceof Error ? error.message : error}`);
  const forget = ({ connection }: { connection: Connection }) => connections.delete(connection);

  container.on("connection_open", ({ connection }: { connection: Connection }) => connections.add(connection));
  container.on("connection_close", forget);
  container.on("disconnected", forget);
  // Without these, one bad peer ends the process.
  for (const event of ["error", "protocol_error"]) container.on(event, warnOf);
  for (const event of ["connection_error", "session_error", "sender_error", "receiver_error"])
    container.on(event, () => {});
  container.on("session_open", ({ session }: { session: Session }) => prepareSession(session));
  container.on("receiver_open", ({ receiver }: { receiver: Receiver }) => links.openReceiver(receiver));
  container.on("sender_open", ({ sender }: { sender: Sender }) => links.openSender(sender));

  const server = listen(container, port);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.prependOnceListener("data", (bytes: Buffer) => {
      const protocol = foreignProtocol(bytes);
      if (protocol === undefined) return;
      context.warn(`Refused a connection that speaks ${protocol}: this port speaks AMQP 1.0 in the clear.`);
      // rhea sees the same bytes in this turn; one line about them is enough.
      isForeign = true;
      setImmediate(() => {
        isForeign = false;
      });
      socket.destroy();
    });
  });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const connection of connections) cutOff(connection);
      // Peers that never got as far as opening a connection.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
