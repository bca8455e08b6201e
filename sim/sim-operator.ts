import { isRetryable } from "../src/core/errors.ts";
import type { RejectedItem } from "../src/core/ledger/rejected-items.ts";
import type { Publication } from "./scenario.ts";
import type { RunCore } from "./wire-core.ts";
import type { World } from "./world.ts";

/** What a process said of a replay. */
export interface ReplayAnswer {
  readonly id: string;
  readonly messageId: string;
  readonly state: string;
}

const TRIES = 5;

/** Somebody who looks at what was put aside, and replays some of it: asks again after errors, and sometimes twice at once. */
export class SimOperator {
  readonly #world: World;
  readonly #repairs: ReadonlyMap<string, Uint8Array>;
  readonly #anyCore: () => RunCore | undefined;
  /** Everything that was ever on a list, by its id. */
  readonly seen = new Map<string, RejectedItem>();
  readonly answers: ReplayAnswer[] = [];
  /** What the last list said; absent when none came. */
  listed: readonly RejectedItem[] | undefined;

  constructor(world: World, publications: readonly Publication[], anyCore: () => RunCore | undefined) {
    this.#world = world;
    this.#anyCore = anyCore;
    this.#repairs = new Map(
      publications.flatMap(({ body, repaired }) => (repaired === undefined ? [] : [[textOf(body), repaired.body]])),
    );
  }

  look(): void {
    this.listed = undefined;
    void this.#list().catch((error: unknown) => this.#world.trace("operator", () => `no list: ${String(error)}`));
  }

  lookAndReplay(): void {
    const { random, scheduler, trace } = this.#world;
    void this.#list().then(
      (items) => {
        for (const item of items) {
          if (!random.chance(0.7)) continue;
          const body = random.chance(0.8) ? this.#repairs.get(textOf(item.message.body)) : undefined;
          for (let asked = random.pick([1, 1, 2]); asked > 0; asked -= 1)
            scheduler.after(random.between(0, 50), () => void this.#replay(item.id, body, TRIES));
        }
      },
      (error: unknown) => trace("operator", () => `no list: ${String(error)}`),
    );
  }

  async #list(): Promise<readonly RejectedItem[]> {
    const { items } = (await this.#anyCore()?.listRejected()) ?? { items: [] };
    for (const item of items) this.seen.set(item.id, item);
    this.#world.trace("operator", () => `sees ${items.length} messages that were put aside`);
    this.listed = items;
    return items;
  }

  async #replay(id: string, body: Uint8Array | undefined, triesLeft: number): Promise<void> {
    const { scheduler, random, trace } = this.#world;
    const again = (): void => {
      if (triesLeft > 1)
        scheduler.after(random.between(1_000, 90_000), () => void this.#replay(id, body, triesLeft - 1));
    };
    const core = this.#anyCore();
    if (core === undefined) return again();
    try {
      const { messageId, state } = await core.replayRejected(id, "operator", body);
      this.answers.push({ id, messageId, state });
      trace("operator", () => `replay of ${id.slice(0, 6)} is ${state} as ${messageId}`);
    } catch (error) {
      trace("operator", () => `replay of ${id.slice(0, 6)}: ${String(error)}`);
      if (isRetryable(error)) again();
    }
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
