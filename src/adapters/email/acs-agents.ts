import { AsyncLocalStorage } from "node:async_hooks";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";

/** Whether the connection of one request still comes about; nothing of the request has left then. */
export interface Connecting {
  isConnecting: boolean;
}

/** Connections kept alive, which tell whether a request had one when it failed: the pipeline's own errors do not. */
export interface AcsAgents {
  readonly run: <T>(connecting: Connecting, work: () => Promise<T>) => Promise<T>;
  readonly agentFor: (url: string) => HttpAgent;
  readonly destroy: () => void;
}

export const makeAcsAgents = (): AcsAgents => {
  const requests = new AsyncLocalStorage<Connecting>();

  const watch = (
    socket: Duplex | null | undefined,
    connected: "connect" | "secureConnect",
  ): Duplex | null | undefined => {
    const request = requests.getStore();
    if (!request) return socket;
    request.isConnecting = true;
    socket?.once(connected, () => {
      request.isConnecting = false;
    });
    return socket;
  };

  class WatchedHttpAgent extends HttpAgent {
    override createConnection(...args: Parameters<HttpAgent["createConnection"]>): Duplex | null | undefined {
      return watch(super.createConnection(...args), "connect");
    }
  }
  class WatchedHttpsAgent extends HttpsAgent {
    override createConnection(...args: Parameters<HttpsAgent["createConnection"]>): Duplex | null | undefined {
      return watch(super.createConnection(...args), "secureConnect");
    }
  }

  const http = new WatchedHttpAgent({ keepAlive: true });
  const https = new WatchedHttpsAgent({ keepAlive: true });
  return {
    run: (connecting, work) => requests.run(connecting, work),
    agentFor: (url) => (url.startsWith("https:") ? https : http),
    destroy: () => {
      http.destroy();
      https.destroy();
    },
  };
};
