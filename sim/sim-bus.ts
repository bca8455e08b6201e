import { QUEUES } from "../src/config/queues.ts";
import { NotifierError } from "../src/core/errors.ts";
import { instantFromMs, toEpochMs } from "../src/core/instant.ts";
import type {
  AsideMessage,
  AsideMessages,
  Notices,
  NotificationHint,
  RejectedMessages,
  ReplayedMessage,
  WorkQueue,
} from "../src/core/ports.ts";
import type { CallFault, SimHost } from "./sim-host.ts";
import { strikes, type World } from "./world.ts";

type Properties = Readonly<Record<string, unknown>>;

interface SimMessage {
  readonly queue: string;
  readonly body: unknown;
  readonly properties: Properties;
  readonly id: number;
  visibleAtMs: number;
  deliveries: number;
  /** Changes with each delivery; a settlement under an old lock does nothing. */
  lock: number;
  isLocked: boolean;
}

const LOCK_IN_MS = 60_000;
const LONGEST_RENEWAL_IN_MS = 5 * 60_000;
const MAX_DELIVERIES = 100;
const CONCURRENT_CALLS = 4;

/** Works on a message in one process; a rejection abandons it. */
export type SimHandler = (host: SimHost, queue: string, body: unknown, properties: Properties) => Promise<void>;

/** A broker with peek-lock queues: at least once, in no order, with locks that run out. */
export class SimBus {
  readonly #world: World;
  readonly #hosts: readonly SimHost[];
  #messages: SimMessage[] = [];
  #ids = 0;
  #isDispatching = false;
  handler: SimHandler = async () => {};
  readonly rejected: AsideMessage[] = [];
  /** Copies of what was put aside, that were sent back to their queues. */
  readonly replayed: { readonly queue: string; readonly message: ReplayedMessage }[] = [];
  readonly deadLettered: SimMessage[] = [];

  constructor(world: World, hosts: readonly SimHost[]) {
    this.#world = world;
    this.#hosts = hosts;
  }

  /** Puts a message into a queue, now or at its time; it may come twice, and late. */
  put(queue: string, body: unknown, atMs = 0, properties: Properties = {}): void {
    const { scheduler, random, profile } = this.#world;
    for (let copies = strikes(this.#world, profile.duplicates) ? 2 : 1; copies > 0; copies -= 1) {
      const delay = strikes(this.#world, profile.delays) ? random.between(0, 90_000) : random.between(0, 20);
      const visibleAtMs = Math.max(scheduler.nowMs, atMs) + delay;
      this.#ids += 1;
      this.#messages.push({
        queue,
        body,
        properties,
        id: this.#ids,
        visibleAtMs,
        deliveries: 0,
        lock: 0,
        isLocked: false,
      });
      scheduler.after(visibleAtMs - scheduler.nowMs, () => this.wake());
    }
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** When the next message that nobody works on is to be seen. */
  nextVisibleAtMs(): number | undefined {
    const waiting = this.#messages.filter(({ isLocked }) => !isLocked).map(({ visibleAtMs }) => visibleAtMs);
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  /** Hands out what can be seen, a little later. */
  wake(): void {
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    this.#world.scheduler.after(this.#world.random.between(1, 10), () => {
      this.#isDispatching = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    const { scheduler, random, away } = this.#world;
    if (away.has("bus")) {
      scheduler.after(5_000, () => this.wake());
      return;
    }
    for (;;) {
      const hosts = this.#hosts.filter(({ isAlive, busy }) => isAlive && busy < CONCURRENT_CALLS);
      const seen = this.#messages.filter(({ isLocked, visibleAtMs }) => !isLocked && visibleAtMs <= scheduler.nowMs);
      if (hosts.length === 0 || seen.length === 0) return;
      this.#deliver(random.pick(hosts), random.pick(seen));
    }
  }

  #deliver(host: SimHost, message: SimMessage): void {
    const { scheduler, random, profile, trace } = this.#world;
    message.isLocked = true;
    message.lock += 1;
    message.deliveries += 1;
    const { lock } = message;
    const life = host.life;
    host.busy += 1;
    trace(
      host.name,
      () => `receive ${inWords(message)}${message.deliveries > 1 ? `, delivery ${message.deliveries}` : ""}`,
    );
    const renewsUntilMs = strikes(this.#world, profile.lostLocks)
      ? scheduler.nowMs + random.between(0, LOCK_IN_MS)
      : scheduler.nowMs + LONGEST_RENEWAL_IN_MS;
    const checkLock = (): void => {
      if (message.lock !== lock || !message.isLocked || !this.#messages.includes(message)) return;
      const canRenew = host.life === life && scheduler.nowMs < renewsUntilMs && !this.#world.away.has("bus");
      if (canRenew) scheduler.after(LOCK_IN_MS, checkLock);
      else this.#release(message, "its lock ran out");
    };
    scheduler.after(LOCK_IN_MS, checkLock);

    const settle = async (how: "complete" | "abandon"): Promise<void> => {
      const effect = async (): Promise<void> => {
        if (message.lock !== lock || !message.isLocked) return;
        if (how === "complete") this.#messages = this.#messages.filter((other) => other !== message);
        else this.#release(message, "abandoned");
      };
      // A settlement that fails is not tried again: the lock runs out, and the message comes back.
      await host
        .call(
          () => `${how} ${inWords(message)}`,
          effect,
          this.#fault(false),
          () => new Error("not settled"),
        )
        .catch(() => {});
      if (host.life === life) host.busy -= 1;
      this.wake();
    };
    void this.handler(host, message.queue, message.body, message.properties).then(
      async () => await settle("complete"),
      async (error: unknown) => {
        trace(host.name, () => `threw ${String(error)}`);
        await settle("abandon");
      },
    );
  }

  #release(message: SimMessage, why: string): void {
    message.isLocked = false;
    this.#world.trace("bus", () => `${inWords(message)} is back: ${why}`);
    if (message.deliveries >= MAX_DELIVERIES) {
      this.#messages = this.#messages.filter((other) => other !== message);
      this.deadLettered.push(message);
    }
    this.wake();
  }

  #fault(canRepeat: boolean): () => CallFault {
    return () => {
      if (this.#world.away.has("bus")) return "before";
      if (!strikes(this.#world, this.#world.profile.busFaults)) return "none";
      return this.#world.random.pick(canRepeat ? ["before", "after", "repeated"] : ["before", "after"]);
    };
  }

  /** The work queue as one process sees it. */
  workQueue(host: SimHost): WorkQueue {
    const error = (): Error => new NotifierError("BUS_UNAVAILABLE");
    return {
      send: async (hints) => {
        if (hints.length === 0) return;
        const effect = async (): Promise<void> => {
          for (const hint of hints) this.put(QUEUES.notifications, hint);
        };
        await host.call(() => `send ${hints.map(hintInWords).join(", ")}`, effect, this.#fault(true), error);
      },
      schedule: async (hint, at) => {
        const effect = async (): Promise<void> => this.put(QUEUES.notifications, hint, toEpochMs(at));
        await host.call(
          () => `schedule ${hintInWords(hint)} for ${at.slice(11, 19)}`,
          effect,
          this.#fault(true),
          error,
        );
      },
    };
  }

  /** The put-aside queue as one process sees it. */
  rejectedMessages(host: SimHost): RejectedMessages {
    return {
      put: async (message) => {
        const effect = async (): Promise<void> => {
          const { queue: origin = QUEUES.results, body, properties, problems } = message;
          const enqueuedAt = instantFromMs(Math.floor(this.#world.scheduler.nowMs));
          const sequenceNumber = String(this.rejected.length);
          const place = { queue: QUEUES.rejected, deadLetter: false, origin, sequenceNumber, enqueuedAt };
          this.rejected.push({ ...place, body, properties, problems });
        };
        const error = (): Error => new NotifierError("BUS_UNAVAILABLE");
        await host.call(() => `put aside: ${message.problems.join("; ")}`, effect, this.#fault(true), error);
      },
    };
  }

  /** What was put aside, as one process sees it. */
  asideMessages(host: SimHost): AsideMessages {
    const error = (): Error => new NotifierError("BUS_UNAVAILABLE");
    return {
      peek: async () => {
        const effect = async () => ({ messages: [...this.rejected], more: false });
        return await host.call(() => "look at what was put aside", effect, this.#fault(false), error);
      },
      send: async (queue, message, at) => {
        const effect = async (): Promise<void> => {
          if (at === undefined) this.replayed.push({ queue, message });
          this.put(queue, message.body, at === undefined ? 0 : toEpochMs(at), message.properties);
        };
        const what = at === undefined ? "replay" : "put off";
        await host.call(() => `${what} to ${queue} as ${message.messageId}`, effect, this.#fault(true), error);
      },
    };
  }

  /** The topic of events out as one process sees it. */
  notices(host: SimHost, keep: (id: string) => void): Notices {
    return {
      publish: async (events) => {
        if (events.length === 0) return;
        const effect = async (): Promise<void> => {
          for (const { id } of events) keep(id);
        };
        const error = (): Error => new NotifierError("BUS_UNAVAILABLE");
        await host.call(() => `publish ${events.length} events`, effect, this.#fault(true), error);
      },
    };
  }
}

const hintInWords = ({ notificationId, attempt }: Partial<NotificationHint>): string =>
  `${notificationId?.slice(0, 8)}…${notificationId?.slice(-6)} #${attempt}`;

const inWords = ({ queue, body, id }: SimMessage): string =>
  queue === QUEUES.notifications ? `hint ${hintInWords(body as NotificationHint)}` : `message ${id} of ${queue}`;
