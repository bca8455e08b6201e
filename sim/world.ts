import type { Profile } from "./profile.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What everything in one run shares. */
export interface World {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly profile: Profile;
  /** True until the end, when everything heals and the run comes to rest. */
  isFaulty: boolean;
  /** What does not answer now. */
  readonly away: Set<"store" | "bus" | "mail">;
  /** Adds a line to the trace; the text is made only when one is kept. */
  readonly trace: (who: string, text: () => string) => void;
  /** What was found to be wrong. */
  readonly violations: string[];
}

/** True with this probability while faults happen at all. */
export const strikes = ({ isFaulty, random }: World, probability: number): boolean =>
  isFaulty && random.chance(probability);
