import { type Child, type ChildSpec, type Log, type Ready, startChild } from "./child.ts";

/** A piece that is started again whenever it ends by itself. */
export interface SupervisedChild {
  /** The ready line of its first start; later starts are asked to be the same. */
  readonly ready: Ready;
  /** Stops it and starts it again, with nothing said about an unexpected end. */
  restart(): Promise<void>;
  /** From now on an end is expected: Ctrl-C reaches the pieces at the same time as us. */
  release(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

const FIRST_DELAY_IN_MS = 500;
const MAX_DELAY_IN_MS = 30_000;
const STEADY_AFTER_IN_MS = 60_000;

/**
 * Starts a piece and keeps it running: an unexpected end is logged and answered with a new start, after a delay that doubles up to 30 s.
 * `toSpec` is told the first ready line, so that a restart comes back at the same port.
 */
export const supervise = async (toSpec: (ready?: Ready) => ChildSpec, log: Log): Promise<SupervisedChild> => {
  let child: Child | undefined = await startChild(toSpec(), log);
  const { ready } = child;
  const { name } = toSpec(ready);
  let stopping = false;
  let generation = 0;
  let delayInMs = FIRST_DELAY_IN_MS;
  let starting: Promise<void> = Promise.resolve();
  const waits = new Set<() => void>();

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waits.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waits.add(done);
    });

  const watch = (running: Child): void => {
    const mine = generation;
    const startedAt = performance.now();
    void running.exited.then((exit) => {
      if (stopping || mine !== generation) return;
      if (performance.now() - startedAt > STEADY_AFTER_IN_MS) delayInMs = FIRST_DELAY_IN_MS;
      log(`${name} ended unexpectedly (${exit})`);
      child = undefined;
      starting = startAgain(mine);
    });
  };

  const startOnce = async (): Promise<boolean> => {
    try {
      child = await startChild(toSpec(ready), log);
      watch(child);
      return true;
    } catch (error) {
      log(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };

  const startAgain = async (mine: number): Promise<void> => {
    while (!stopping && mine === generation) {
      log(`${name} is started again in ${delayInMs} ms`);
      await pause(delayInMs);
      delayInMs = Math.min(MAX_DELAY_IN_MS, delayInMs * 2);
      if (stopping || mine !== generation) return;
      if (!(await startOnce())) continue;
      log(`${name} is up again`);
      return;
    }
  };

  const end = async (): Promise<void> => {
    generation += 1;
    for (const done of waits) done();
    await starting;
    await child?.stop();
    child = undefined;
  };

  watch(child);
  return {
    ready,
    restart: async () => {
      await end();
      if (stopping) return;
      delayInMs = FIRST_DELAY_IN_MS;
      const mine = generation;
      starting = startOnce().then((isUp) => {
        // Whoever waits for the restart is not made to wait for the attempts that follow.
        if (!isUp) starting = startAgain(mine);
      });
      await starting;
    },
    release: () => {
      stopping = true;
    },
    stop: async () => {
      stopping = true;
      await end();
    },
  };
};
