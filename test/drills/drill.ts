import { setTimeout as pause } from "node:timers/promises";
import type { LocalStack } from "../helpers/local-stack.ts";
import { failedEvent, structured } from "../helpers/local-stack-events.ts";

/** What one drill is given. */
export interface Scene {
  readonly stack: LocalStack;
  /** The submissions that fail, each with a contact of its own. */
  readonly ids: readonly string[];
  /** How long the outage lasts, where it has a length. */
  readonly seconds: number;
}

/** What a drill found out beside the mails of its events; a fault is one more reason to fail. */
export interface Findings {
  readonly facts: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/** One outage: it publishes the events itself, and resolves when everything is back. */
export interface Drill {
  readonly about: string;
  /** Settings of the host. */
  readonly settings?: () => Readonly<Record<string, string>>;
  readonly play: (scene: Scene) => Promise<Findings | undefined>;
}

const SLICES = 10;

const toFailure = (submissionId: string) =>
  structured(failedEvent({ submissionId, contacts: [{ email: `${submissionId}@contoso.example` }] }));

export const publish = async (stack: LocalStack, ids: readonly string[]): Promise<void> =>
  await stack.publish(...ids.map(toFailure));

/** Events that arrive evenly over the time of the outage. */
export const publishOver = async ({ stack, ids, seconds }: Scene): Promise<void> => {
  const size = Math.ceil(ids.length / SLICES);
  for (let slice = 0; slice < SLICES; slice += 1) {
    const part = ids.slice(slice * size, (slice + 1) * size);
    if (part.length > 0) await publish(stack, part);
    await pause((seconds * 1000) / SLICES);
  }
};
