import type { Instant } from "../src/core/instant.ts";
import type { AsideMessage, Entity } from "../src/core/ports.ts";
import type { Profile } from "./profile.ts";
import type { Scenario } from "./scenario.ts";
import type { SimBus } from "./sim-bus.ts";
import type { TakenMail } from "./sim-mail-provider.ts";
import type { SimOperator } from "./sim-operator.ts";
import type { SimPeople } from "./sim-people.ts";
import type { PublishedReport } from "./sim-reports.ts";

/** What is left when a run has come to rest. */
export interface Remains {
  readonly rows: readonly Entity[];
  readonly taken: readonly TakenMail[];
  /** When the provider was called. */
  readonly callsAtMs: readonly number[];
  readonly reports: readonly PublishedReport[];
  readonly rejected: readonly AsideMessage[];
  readonly replayed: SimBus["replayed"];
  readonly operator: Pick<SimOperator, "listed" | "seen" | "answers">;
  readonly deadLettered: number;
  readonly scenario: Scenario;
  readonly profile: Profile;
  /** Now of the last sweep, by the earlier of its clock and the ledger's. */
  readonly sweptAt: Instant;
  readonly noticeIds: ReadonlySet<string>;
  /** People who were told that a review is theirs. */
  readonly answered: SimPeople["answered"];
}
