import { failedEvent, structured } from "../../../helpers/local-stack-events.ts";
import { addressOf } from "../address-of.ts";
import type { Point } from "../points.ts";
import type { Scene } from "../scene.ts";

/** One review or message, on whose way the host was killed. */
export interface Victim {
  readonly point: Point;
  readonly submissionId: string;
  readonly killedAtMs: number;
}

/** What is to be seen of a victim now. */
export interface Look {
  /** Mails that left for it. */
  readonly mails: number;
  readonly state: string;
  readonly isUnknownKept: boolean;
  /** The last of what had to be done, in milliseconds since the epoch; undefined while something has still to be done. */
  readonly doneAtMs: number | undefined;
  /** What the ledger says, for the reader of a result that is not sound. */
  readonly rows: readonly unknown[];
}

/** How victims of one way are made, killed and looked at. */
export interface Play {
  /** With a host that lives. */
  readonly prepare?: (scene: Scene, submissionIds: readonly string[]) => Promise<void>;
  /** Brings the host, which is armed, to its point. */
  readonly provoke: (scene: Scene, submissionId: string) => Promise<void>;
  /** What somebody outside the host does after the kill, with a host that lives. */
  readonly followUp?: (scene: Scene, victim: Victim) => Promise<void>;
  readonly look: (scene: Scene, victim: Victim) => Promise<Look>;
}

/** A failed review with one contact. */
export const failedReview = (submissionId: string) =>
  structured(failedEvent({ submissionId, contacts: [{ email: addressOf(submissionId) }] }));
