import type { SmtpSession } from "./smtp-session.ts";

/** The right to use one of the connections, with an open session when one is idle. */
interface Lease {
  readonly session: SmtpSession | undefined;
  /** Gives the right back, with the session when it may be used again. */
  readonly release: (session: SmtpSession | undefined) => void;
}

/**
 * Bounds the connections and keeps idle ones. nodemailer's own pool sends a mail again by itself when a connection
 * closes under it, and does not say how far the first try had got; here a mail waits outside until a connection is
 * its own, so that one given up while waiting has never been near a server.
 */
export interface SmtpPool {
  /** A lease in order of asking, or undefined when the signal aborted or the pool closed first. */
  readonly lease: (signal: AbortSignal) => Promise<Lease | undefined>;
  readonly isClosed: () => boolean;
  /** Says goodbye on idle connections and lets nobody wait any longer. */
  readonly close: () => Promise<void>;
}

interface Limits {
  readonly maxConnections: number;
  readonly maxMessages: number;
  readonly idleInMs: number;
}

const GOODBYE_IN_MS = 1_000;

const sayGoodbye = (session: SmtpSession): Promise<void> =>
  new Promise((resolve) => {
    if (!session.isOpen()) {
      resolve();
      return;
    }
    const timer = setTimeout(() => session.destroy(), GOODBYE_IN_MS);
    session.onceEnded(() => {
      clearTimeout(timer);
      resolve();
    });
    session.quit();
  });

export const makeSmtpPool = ({ maxConnections, maxMessages, idleInMs }: Limits): SmtpPool => {
  const idle = new Map<SmtpSession, NodeJS.Timeout>();
  const watched = new WeakSet<SmtpSession>();
  const goodbyes = new Set<Promise<void>>();
  const waiting = new Set<(lease: Lease | undefined) => void>();
  let leased = 0;
  let closed = false;

  const takeIdle = (): SmtpSession | undefined => {
    // The youngest first, so that a connection that is not needed grows old.
    const session = [...idle.keys()].at(-1);
    if (session) clearTimeout(idle.get(session));
    if (session) idle.delete(session);
    return session;
  };

  const retire = (session: SmtpSession): void => {
    clearTimeout(idle.get(session));
    idle.delete(session);
    const goodbye = sayGoodbye(session).finally(() => goodbyes.delete(goodbye));
    goodbyes.add(goodbye);
  };

  const keep = (session: SmtpSession): void => {
    if (closed || session.mails() >= maxMessages) {
      retire(session);
      return;
    }
    idle.set(session, setTimeout(() => retire(session), idleInMs).unref());
    if (watched.has(session)) return;
    watched.add(session);
    session.onceEnded(() => {
      clearTimeout(idle.get(session));
      idle.delete(session);
    });
  };

  const grant = (): Lease => {
    leased += 1;
    let released = false;
    const release = (session: SmtpSession | undefined): void => {
      if (released) return;
      released = true;
      leased -= 1;
      if (session?.isOpen()) keep(session);
      const [next] = waiting;
      next?.(grant());
    };
    return { session: takeIdle(), release };
  };

  return {
    lease: async (signal) => {
      if (closed || signal.aborted) return undefined;
      if (leased < maxConnections) return grant();
      return new Promise((resolve) => {
        const settle = (lease: Lease | undefined): void => {
          waiting.delete(settle);
          signal.removeEventListener("abort", withdraw);
          resolve(lease);
        };
        const withdraw = (): void => settle(undefined);
        signal.addEventListener("abort", withdraw, { once: true });
        waiting.add(settle);
      });
    },
    isClosed: () => closed,
    close: async () => {
      closed = true;
      for (const settle of waiting) settle(undefined);
      for (const session of idle.keys()) retire(session);
      await Promise.all(goodbyes);
    },
  };
};
