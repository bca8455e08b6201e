import type { Clock } from "../src/core/ports.ts";
import { strikes, type World } from "./world.ts";

/** What befalls one call to the outside: nothing; an error before or after it took effect; or a hidden repetition of it. */
export type CallFault = "none" | "before" | "after" | "repeated";

/** One process: what it has under way is gone when it crashes, and never comes back. */
export class SimHost {
  readonly name: string;
  readonly #world: World;
  #life = 0;
  #skewInMs = 0;
  isAlive = true;
  /** Messages it works on. */
  busy = 0;
  /** Called when it has come up again. */
  onStart: () => void = () => {};

  constructor(name: string, world: World) {
    this.name = name;
    this.#world = world;
    this.#drawSkew();
  }

  get life(): number {
    return this.#life;
  }

  get clock(): Clock {
    const { scheduler } = this.#world;
    return {
      now: () => scheduler.now(this.#skewInMs),
      sleep: async (ms) => {
        const life = this.#life;
        await new Promise<void>((resolve) => {
          scheduler.after(ms, () => {
            if (this.#life === life) resolve();
          });
        });
      },
    };
  }

  jumpClock(): void {
    this.#drawSkew();
    this.#world.trace(this.name, () => `clock is now off by ${Math.round(this.#skewInMs / 1000)} s`);
  }

  /** Ends the process at once, and starts another some seconds later. */
  crash(where: string): void {
    if (!this.isAlive) return;
    this.#world.trace(this.name, () => `CRASH ${where}`);
    this.#life += 1;
    this.isAlive = false;
    this.busy = 0;
    this.#world.scheduler.after(this.#world.random.between(500, 30_000), () => {
      this.isAlive = true;
      this.#drawSkew();
      this.#world.trace(this.name, () => "started");
      this.onStart();
    });
  }

  /**
   * One call to the outside: a request under way, its effect, an answer under way. The process may die before, between
   * and after; a request that is on its way then may still take effect.
   */
  async call<T>(label: () => string, effect: () => Promise<T>, fault: () => CallFault, error: () => Error): Promise<T> {
    const world = this.#world;
    const { scheduler, random } = world;
    const life = this.#life;
    const isOurs = (): boolean => this.#life === life;
    return await new Promise<T>((resolve, reject) => {
      if (strikes(world, world.profile.crashes)) this.crash(`before ${label()}`);
      scheduler.after(this.#latency(), () => {
        if (!isOurs() && !random.chance(0.3)) return;
        const what = fault();
        world.trace(
          this.name,
          () => `${label()}${what === "none" ? "" : ` [${what}]`}${isOurs() ? "" : " [sender is dead]"}`,
        );
        if (what === "before") {
          scheduler.after(this.#latency(), () => {
            if (isOurs()) reject(error());
          });
          return;
        }
        const first = effect();
        first.catch(() => {}); // seen by whoever waits for it, if anybody still does
        const answer = what === "repeated" ? effect() : first;
        answer.catch(() => {});
        if (strikes(world, world.profile.crashes)) this.crash(`after ${label()}`);
        scheduler.after(this.#latency(), () => {
          if (!isOurs()) return;
          if (what === "after") reject(error());
          else resolve(answer);
        });
      });
    });
  }

  #latency(): number {
    const { random, profile } = this.#world;
    return strikes(this.#world, profile.slowCalls) ? random.between(500, 20_000) : 1 + random.fraction() * 15;
  }

  #drawSkew(): void {
    const { random, profile } = this.#world;
    this.#skewInMs = (random.fraction() * 2 - 1) * profile.skewInMs;
  }
}
