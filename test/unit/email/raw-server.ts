import { type AddressInfo, createServer, type Socket } from "node:net";

export interface RawServer {
  readonly port: number;
  /** Every line that came in, in order. */
  readonly lines: readonly string[];
  readonly close: () => Promise<void>;
}

/** A TCP server that greets each connection as told and answers each line as told; `null` closes the connection. */
export const startRawServer = async (
  greet: string | null | undefined,
  answer: (line: string) => string | null | undefined = () => undefined,
): Promise<RawServer> => {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const say = (socket: Socket, text: string | null | undefined): void => {
    if (text === null) socket.destroy();
    else if (text !== undefined) socket.write(`${text}\r\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let rest = "";
    socket.on("data", (chunk) => {
      const parts = (rest + chunk.toString("latin1")).split("\r\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        say(socket, answer(line));
      }
    });
    say(socket, greet);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    lines,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
