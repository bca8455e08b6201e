import { hasCode, isRetryable } from "../src/core/errors.ts";
import type { Asked } from "./drawn-people.ts";
import { digestOf } from "./read-digest.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { TakenMail } from "./sim-mail-provider.ts";
import type { RunCore } from "./wire-core.ts";
import type { World } from "./world.ts";

/** Somebody who was told that a review is theirs now. */
export interface Answered {
  readonly submissionId: string;
  readonly by: string;
}

const TRIES = 6;
const MINUTE = 60_000;
const LINKS = ["take", "snooze", "tell"] as const;

/** People who take reviews on, and who act by the links of the digests that they get: some press twice, and two at once. */
export class SimPeople {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #anyCore: () => RunCore | undefined;
  readonly answered: Answered[] = [];
  #clicks = 0;
  /** False once a run has come to rest: links are good for days. */
  isThere = true;

  constructor(world: World, random: SeededRandom, anyCore: () => RunCore | undefined) {
    this.#world = world;
    this.#random = random;
    this.#anyCore = anyCore;
  }

  ask({ submissionId, body }: Asked): void {
    this.#try(`${body.by} takes ${submissionId}`, async (core) => {
      await core.acknowledgeReview(submissionId, body);
      this.answered.push({ submissionId, by: body.by });
    });
  }

  /** Some follow a link of what they read, soon or much later. */
  read(mail: TakenMail): void {
    const random = this.#random;
    const entries = digestOf(mail)?.groups.flatMap((group) => group.entries) ?? [];
    if (entries.length === 0 || !random.chance(0.3)) return;
    const { submissionId, actions } = random.pick(entries);
    const nth = random.pick([0, 0, 0, 1, 1, 2]);
    const token = actions[nth]?.url.split("/").at(-1);
    if (token === undefined) return;
    const days = String(random.between(1, 5));
    const delayInMs = random.chance(0.7) ? random.between(500, 10 * MINUTE) : random.between(0, 3_000) * MINUTE;
    for (let people = random.pick([1, 2]); people > 0; people -= 1) {
      this.#clicks += 1;
      const by = `${LINKS[nth]} by link ${this.#clicks}`;
      const form = new URLSearchParams({ days, by, reason: "Somebody is ill." });
      this.#world.scheduler.after(delayInMs + random.between(0, 40), () => this.#press(submissionId, token, by, form));
    }
  }

  #press(submissionId: string, token: string, by: string, form: URLSearchParams): void {
    this.#try(`${by} about ${submissionId}`, async (core) => {
      const { status } = await core.takeAction(token, form);
      this.#world.trace("people", () => `${by}: ${status}`);
      if (status === 200 && !by.startsWith("tell")) this.answered.push({ submissionId, by });
    });
  }

  /** Again after an error, and after an answer that never came. */
  #try(what: string, act: (core: RunCore) => Promise<void>, triesLeft = TRIES): void {
    const { scheduler, trace } = this.#world;
    const again = (): void => {
      if (triesLeft > 1)
        scheduler.after(this.#random.between(1_000, 60_000), () => this.#try(what, act, triesLeft - 1));
    };
    const core = this.#anyCore();
    if (!this.isThere) return;
    if (core === undefined) {
      again();
      return;
    }
    act(core).then(
      () => trace("people", () => what),
      (error: unknown) => {
        trace("people", () => `${what}: ${String(error)}`);
        if (isRetryable(error) && !hasCode(error, "NOTHING_OPEN")) again();
      },
    );
  }
}
