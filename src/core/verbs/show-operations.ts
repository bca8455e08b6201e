import type { ArticleCatalogue } from "../articles/article.ts";
import { CANONICAL_OFFER_TYPES } from "../articles/offer-types.ts";
import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { Addresses, BouncedMark } from "../ledger/addresses.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { fromQuotaEntity, QUOTA } from "../ledger/quota-entity.ts";
import { type Act, readRecentActs } from "../ledger/recent-acts.ts";
import type { ReplayRecords } from "../ledger/replay-records.ts";
import { readTroubles } from "../ledger/trouble-index.ts";
import type { Notification } from "../notifications/notification.ts";
import type { MailQuota } from "../notifications/quota-lanes.ts";
import { type QuotaUse, quotaUse } from "../notifications/quota-use.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import type { Clock, EntityStore, QueueLook } from "../ports.ts";
import type { CheckHealth, Health } from "./check-health.ts";
import type { ListRejected, RejectedList } from "./list-rejected.ts";

/** What somebody looks at who keeps the app going. A part that cannot be read now is absent. */
export interface OperationsView {
  readonly asOf: Instant;
  readonly zone: string;
  readonly health: Health;
  readonly queues?: readonly QueueLook[];
  readonly rejected?: RejectedList;
  readonly quota?: QuotaUse;
  readonly bounced?: readonly BouncedMark[];
  /** Mails that failed or are held, newest first. */
  readonly troubled?: { readonly mails: readonly Notification[]; readonly more: boolean };
  /** What was done lately that is about no review, newest first. */
  readonly acts?: readonly Act[];
  /** Offer types without an article of their own, and policies without our help. */
  readonly gaps: { readonly offerTypes: readonly string[]; readonly policies: PolicyCatalogue["unhelped"] };
}

/** Shows what keeps the app going, and what keeps it from it. */
export type ShowOperations = () => Promise<OperationsView>;

/** What `makeShowOperations` needs. */
export interface OperationsDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly addresses: Addresses;
  readonly replays: Pick<ReplayRecords, "list">;
  readonly clock: Clock;
  readonly zone: string;
  readonly quota: MailQuota;
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
  readonly checkHealth: CheckHealth;
  readonly listRejected: ListRejected;
  readonly lookAtQueues: () => Promise<readonly QueueLook[]>;
}

const MOST_TROUBLED = 200;

/** Makes the view from looks at ledger and bus, side by side; none of them takes anything. */
export const makeShowOperations =
  (deps: OperationsDeps): ShowOperations =>
  async () => {
    const now = deps.clock.now();
    const [health, queues, rejected, quota, bounced, troubled, acts] = await Promise.all([
      deps.checkHealth(),
      orNothing(deps.lookAtQueues),
      orNothing(deps.listRejected),
      orNothing(async () => await readQuota(deps, now)),
      orNothing(async () => await deps.addresses.list(now)),
      orNothing(async () => await readTroubles(deps.store, deps.log, MOST_TROUBLED)),
      orNothing(async () => await readRecentActs(deps, now)),
    ]);
    const offerTypes = CANONICAL_OFFER_TYPES.filter((type) => deps.articles.find(type).isGeneral);
    return {
      asOf: now,
      zone: deps.zone,
      health,
      gaps: { offerTypes, policies: deps.policies.unhelped },
      ...Object.fromEntries(
        Object.entries({ queues, rejected, quota, bounced, troubled, acts }).filter(([, part]) => part !== undefined),
      ),
    };
  };

/** The page is wanted most while something is away. */
const orNothing = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotifierError) return undefined;
    throw error;
  }
};

const readQuota = async ({ store, quota }: OperationsDeps, now: Instant): Promise<QuotaUse> => {
  const { taken } = fromQuotaEntity(await store.get("state", QUOTA.partition, QUOTA.row));
  return quotaUse(quota, taken, now);
};
