import { completedEvent } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import { readNamedReview } from "../ledger/review-rows.ts";
import { type ResultFindings, resultFindings } from "../notifications/compose/result-findings.ts";
import type { MailSettings } from "../notifications/mail-input.ts";
import { FALLBACK_LOCALE } from "../notifications/words/choose-locale.ts";
import type { WordCatalogue } from "../notifications/words/word-catalogue.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { type Acknowledgement, ownerAt } from "../sla/acknowledgement.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { type ClockOutlook, clockOutlook } from "../sla/clock-outlook.ts";
import { isLate, isOpen } from "../sla/review-clock.ts";
import { type ReviewView, toReviewView } from "./show-review.ts";

/** One review as somebody who has to act on it needs it. */
export interface Dossier extends ReviewView, ClockOutlook, ResultFindings {
  readonly asOf: Instant;
  readonly isOpen: boolean;
  readonly isLate: boolean;
  /** Who has it now; absent for nobody's. */
  readonly owner?: Acknowledgement;
}

/** Shows everything about one review, named by its submission id or by `sha256:` and the hash of that. Throws `SUBMISSION_UNKNOWN`. */
export type ShowDossier = (named: string) => Promise<Dossier>;

/** What `makeShowDossier` needs. */
export interface DossierDeps {
  readonly store: EntityStore;
  readonly index: Pick<ReviewIndex, "findEarlierFailure">;
  readonly policies: PolicyCatalogue;
  readonly calendars: CalendarCatalogue;
  readonly words: WordCatalogue;
  readonly settings: Pick<MailSettings, "linkHosts">;
  readonly clock: Clock;
}

/** Makes the verb that shows a review to the team: two requests at most. */
export const makeShowDossier =
  (deps: DossierDeps): ShowDossier =>
  async (named) => {
    const rows = await readNamedReview(deps.store, named);
    const { record } = rows.review;
    const now = deps.clock.now();
    const event = completedEvent(rows.events, record.facts.result?.eventKey);
    const earlier = event?.outcome === "failed" ? await deps.index.findEarlierFailure(event) : undefined;
    const words = deps.words.for(FALLBACK_LOCALE);
    return {
      ...toReviewView(record, rows),
      asOf: now,
      isOpen: isOpen(record.clock),
      isLate: isLate(record.clock, now),
      ...present({ owner: isOpen(record.clock) ? ownerAt(record.acknowledgements ?? [], now) : undefined }),
      ...clockOutlook(deps.calendars, record, now),
      ...resultFindings(event, earlier, { policies: deps.policies, words, linkHosts: deps.settings.linkHosts }),
    };
  };
