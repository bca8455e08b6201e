import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A proxy on 127.0.0.1 that passes every byte on and counts what it sees. */
export interface CountingProxy {
  readonly port: number;
  readonly counts: Readonly<Record<string, number>>;
  reset(): void;
  close(): void;
}

type Watch = (count: (what: string) => void) => (chunk: Buffer) => void;

const startProxy = async (target: number, fromClient: Watch, fromServer: Watch): Promise<CountingProxy> => {
  const counts: Record<string, number> = {};
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const open = new Set<Socket>();
  const pass = (from: Socket, to: Socket, watch: Watch): void => {
    const look = watch(count);
    open.add(from);
    from.on("data", (chunk: Buffer) => {
      look(chunk);
      to.write(chunk);
    });
    from.on("close", () => {
      open.delete(from);
      to.destroy();
    });
    from.on("error", () => to.destroy());
  };
  const server: Server = createServer({ noDelay: true }, (client) => {
    const behind = connect({ port: target, host: "127.0.0.1", noDelay: true });
    pass(client, behind, fromClient);
    pass(behind, client, fromServer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    counts,
    reset: () => {
      for (const what of Object.keys(counts)) counts[what] = 0;
    },
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};

const REQUEST = /^(GET|POST|PUT|PATCH|MERGE|DELETE) \/devstoreaccount1\/(\$batch)?/gm;

/** Requests by method; a transaction is one. The parts of a transaction name the host in their lines, so they do not count. */
const watchHttp: Watch = (count) => (chunk) => {
  for (const [, method, batch] of chunk.toString("latin1").matchAll(REQUEST)) {
    count(batch === undefined ? String(method) : "transaction");
  }
};

const FRAMES = new Map([
  [0x13, "flow"],
  [0x14, "transfer"],
  [0x15, "disposition"],
]);

/** AMQP performatives (OASIS AMQP 1.0, part 2.3 and 2.7): size, offset of the body, type; then the descriptor. */
const watchAmqp =
  (side: "sent" | "received"): Watch =>
  (count) => {
    let held = Buffer.alloc(0);
    return (chunk) => {
      held = Buffer.concat([held, chunk]);
      for (;;) {
        if (held.length < 8) return;
        const isHeader = held.toString("latin1", 0, 4) === "AMQP";
        const size = isHeader ? 8 : held.readUInt32BE(0);
        if (held.length < size) return;
        const body = (held[4] ?? 0) * 4;
        const what = !isHeader && held[5] === 0 && size > body ? FRAMES.get(held[body + 2] ?? 0) : undefined;
        if (what !== undefined) count(`${what} ${side}`);
        held = held.subarray(size);
      }
    };
  };

/** Counts requests to a table service. */
export const proxyTables = (port: number): Promise<CountingProxy> => startProxy(port, watchHttp, () => () => undefined);

/** Counts AMQP frames as the client sends and receives them. */
export const proxyServiceBus = (port: number): Promise<CountingProxy> =>
  startProxy(port, watchAmqp("sent"), watchAmqp("received"));
