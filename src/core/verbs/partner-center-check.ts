import { msBetween } from "../instant.ts";
import { readPollRun } from "../ledger/poll-places.ts";
import type { Clock, EntityStore } from "../ports.ts";
import type { HealthCheck } from "./check-health.ts";

/** Longer than this, and nobody knows what became of the submissions: six runs of the poller. */
const LOOK_WITHIN_IN_MS = 30 * 60_000;

/** The check that Partner Center was asked not long ago, let us in, and was understood. */
export const makePartnerCenterCheck = ({
  store,
  clock,
}: {
  readonly store: EntityStore;
  readonly clock: Clock;
}): HealthCheck => ({
  name: "partnerCenter",
  run: async () => {
    const { lookedAt, trouble, unclear } = await readPollRun(store);
    if (trouble === "PARTNER_CENTER_DENIED") {
      return { status: "red", message: "It does not let us in: look at the rights of our identity there." };
    }
    if (lookedAt === undefined) return { status: "amber", message: "It was not asked for every product yet." };
    if (msBetween(lookedAt, clock.now()) > LOOK_WITHIN_IN_MS) {
      return { status: "red", message: "It could not be asked for every product for more than 30 minutes." };
    }
    return unclear === 0
      ? { status: "green", message: "It was asked for every product in the last 30 minutes." }
      : {
          status: "amber",
          message: `${unclear} of its answers could not be understood; the log of the poller says which.`,
        };
  },
});
