import { systemClock, systemRandom } from "../../src/adapters/system/system-clock.ts";
import { makeCommit } from "../../src/core/ledger/commit.ts";
import type { EntityStore } from "../../src/core/ports.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { makeRepinReview, type RepinReview } from "../../src/core/verbs/repin-review.ts";

/** Another calendar sends nobody anything, so no bus is needed. */
const NO_QUEUE = { send: async () => {}, schedule: async () => {} };
const NO_NOTICES = { publish: async () => {} };

/** The verb that puts reviews of this ledger on these calendars. */
export const repinIn = (store: EntityStore, calendars: CalendarCatalogue): RepinReview =>
  makeRepinReview({
    store,
    calendars,
    clock: systemClock,
    commit: makeCommit({
      store,
      queue: NO_QUEUE,
      notices: NO_NOTICES,
      random: systemRandom,
      clock: systemClock,
    }),
  });
