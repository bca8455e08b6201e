import * as z from "zod";
import { checkRequest } from "../check-request.ts";
import { NotifierError } from "../errors.ts";
import { plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { NEWS_DUE_AFTER_IN_MS } from "../ledger/due-index.ts";
import { readNamedReview, untilWritten } from "../ledger/review-rows.ts";
import { toCommit } from "../ledger/to-commit.ts";
import { cameBy, checkUnused, type UsedLink, useUp } from "../ledger/used-link.ts";
import { acknowledgedNotice } from "../notices/review-notices.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { requestInstantSchema } from "../request-instant.ts";
import { type Acknowledgement, ownedUntil } from "../sla/acknowledgement.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { refoldRecord } from "../sla/fold-record.ts";
import { isOpen } from "../sla/review-clock.ts";

/** The body of an acknowledgement. Strict, for a misspelt `until` must not be taken for the default. */
export const acknowledgeRequestSchema = z.strictObject({
  by: z.string().meta({ pattern: "\\S" }).trim().min(1, { error: "must say who" }).max(200),
  note: z.string().trim().max(500).optional(),
  until: requestInstantSchema.optional(),
});

/** What `makeAcknowledgeReview` needs. */
export interface AcknowledgeDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
}

/**
 * Takes an open review on: nobody is reminded of it until the acknowledgement ends. `named` is the submission id, or `sha256:` and its hash.
 * Throws `SUBMISSION_UNKNOWN`, `REQUEST_INVALID`, `NOTHING_OPEN`, in this order, and `LINK_USED` for a link that was used before.
 */
export type AcknowledgeReview = (named: string, body: unknown, link?: UsedLink) => Promise<Acknowledgement>;

/** Makes the verb by which somebody owns a review. */
export const makeAcknowledgeReview =
  ({ store, commit, calendars, clock }: AcknowledgeDeps): AcknowledgeReview =>
  async (named, body, link) =>
    await untilWritten(async () => {
      const { partition, review, events } = await readNamedReview(store, named);
      const { by, note, until } = checkRequest(acknowledgeRequestSchema, body);
      const { clock: reviewClock, terms, acknowledgements = [] } = review.record;
      if (!isOpen(reviewClock) || terms === undefined) throw new NotifierError("NOTHING_OPEN");
      const now = clock.now();
      await checkUnused(store, partition, link);
      const made: Acknowledgement = {
        at: now,
        by,
        ...present({ note: note || undefined }),
        ...cameBy(link),
        until: ownedUntil(terms, calendars.get(terms.calendar), now, until),
      };
      const change = { acknowledgements: [...acknowledgements, made] };
      const next = refoldRecord(calendars, events, review.record, change, now);
      const { kind } = await commit({
        ...toCommit({ partition, now, review: { from: review, next }, writes: useUp(link, now) }),
        notices: [acknowledgedNotice(partition, next, made)],
        newsDueAt: plusMs(now, NEWS_DUE_AFTER_IN_MS),
      });
      return kind === "written" ? made : undefined;
    });
