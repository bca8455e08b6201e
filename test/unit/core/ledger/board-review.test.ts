import { instant } from "../../../../src/core/instant.ts";
import { type BoardFilter, NOBODY } from "../../../../src/core/ledger/board-query.ts";
import { toBoardReview, wantedBy } from "../../../../src/core/ledger/board-review.ts";
import type { ReviewSummary } from "../../../../src/core/ledger/review-summary.ts";
import { calendars } from "../../sla/calendars.ts";

const NOW = instant("2026-11-20T18:00:00Z");
const CLOSE = instant("2026-11-21T01:00:00Z");

const aSummary = (more: Partial<ReviewSummary> = {}): ReviewSummary => ({
  partition: "p",
  submissionId: "sub-1",
  offerId: "offer-1",
  offerName: "Contoso Assessment",
  offerType: "consultingService",
  publisherId: "contoso",
  state: "warned",
  isProvisional: false,
  dueAt: CLOSE,
  zone: "America/Los_Angeles",
  close: "17:00",
  calendar: calendars.current("US").reference,
  ...more,
});
const OWNED = { owner: "Ada Lovelace", ownedUntil: instant("2026-11-20T19:00:00Z") };
const RETURNED = { owner: "Ada Lovelace", ownedUntil: NOW };

describe("wantedBy", () => {
  it.each<[BoardFilter, Partial<ReviewSummary>, boolean]>([
    [{}, {}, true],
    [{ offerType: "consultingService" }, {}, true],
    [{ offerType: "saas" }, {}, false],
    [{ publisher: "contoso" }, {}, true],
    [{ publisher: "Contoso" }, {}, false],
    [{ owner: "love" }, OWNED, true],
    [{ owner: "grace" }, OWNED, false],
    [{ owner: "love" }, RETURNED, false],
    [{ owner: NOBODY }, OWNED, false],
    [{ owner: NOBODY }, RETURNED, true],
    [{ owner: NOBODY }, {}, true],
    [{ text: "assess" }, {}, true],
    [{ text: "SUB-1" }, {}, true],
    [{ text: "fabrikam" }, {}, false],
    [{ publisher: "contoso", text: "fabrikam" }, {}, false],
  ])("asked for %j finds one with %j: %s", (filter, more, expected) => {
    expect(wantedBy(filter, NOW)(aSummary(more))).toBe(expected);
  });
});

describe("toBoardReview", () => {
  it.each<[string, Partial<ReviewSummary>, boolean, number | undefined]>([
    ["due in seven hours", {}, false, 7],
    ["late by an hour", { dueAt: instant("2026-11-20T17:00:00Z") }, true, -1],
    ["stopped", { state: "met" }, false, undefined],
    ["without a due time", { dueAt: undefined as never }, false, undefined],
    ["by a calendar that is not installed", { calendar: "US@000000000000" }, false, undefined],
  ])("shows one %s", (_what, more, isLate, left) => {
    const shown = toBoardReview(aSummary(more), calendars, NOW);
    expect([shown.isLate, shown.leftInBusinessHours]).toEqual([isLate, left]);
  });

  it("shows whose it is while it is theirs, and no partition", () => {
    expect(toBoardReview(aSummary(OWNED), calendars, NOW).owner).toEqual({
      by: "Ada Lovelace",
      until: OWNED.ownedUntil,
    });
    expect(toBoardReview(aSummary(RETURNED), calendars, NOW)).not.toHaveProperty("owner");
    expect(toBoardReview(aSummary(), calendars, NOW)).not.toHaveProperty("partition");
  });
});
