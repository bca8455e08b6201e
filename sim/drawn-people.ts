import { instant } from "../src/core/instant.ts";
import { CONTACTS, eventOf, OFFER_TYPES, type Publication, type Scenario, SUBMITTED } from "./scenario.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Somebody takes a review on by the API. */
export interface Asked {
  readonly atMs: number;
  readonly submissionId: string;
  readonly body: { readonly by: string; readonly until?: string };
}

/** What people do about reviews in one run. */
export interface DrawnPeople {
  readonly publications: readonly Publication[];
  readonly asked: readonly Asked[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Around digests and closes of business, and two that are refused: one has passed, and one lies beyond the fifth business day. */
const UNTIL = [
  "2026-11-20T16:59:30Z",
  "2026-11-20T17:00:00Z",
  "2026-11-20T17:00:30Z",
  "2026-11-21T01:00:00Z",
  "2026-11-23T16:58:00Z",
  "2026-11-23T17:02:00Z",
  "2026-11-24T01:00:00Z",
  "2026-11-24T17:30:00Z",
  "2026-11-19T01:00:00Z",
  "2026-12-18T01:00:00Z",
] as const;

/** Before the digest of a Friday, and of the Monday after it. */
const DIGESTS_IN_MS = [Date.UTC(2026, 10, 20, 17), Date.UTC(2026, 10, 23, 17)] as const;

/** People in about a third of all seeds: reviews that are late for days, and who takes them on; undefined in the others. */
export const drawPeople = (
  random: SeededRandom,
  { submissionIds }: Pick<Scenario, "submissionIds">,
  startMs: number,
): DrawnPeople | undefined => {
  if (!random.chance(0.35)) return undefined;
  const own = Array.from({ length: random.between(1, 3) }, (_, n) => `11529215156897${n}/${random.between(0, 99)}`);
  const publications = own.flatMap((submissionId) => {
    const data = {
      submissionId,
      offer: { id: "late", name: "Late", type: OFFER_TYPES[0] },
      publisher: { id: "contoso" },
      contacts: CONTACTS.filter(({ name }) => name === "Ada"),
    };
    const submitted = { ...data, submittedAt: random.pick(SUBMITTED) };
    const completedAt = instant(random.pick(["2026-11-20T18:00:00Z", "2026-11-23T18:00:00Z"]));
    const result = { ...data, completedAt, outcome: "passed", findings: [] };
    return [
      eventOf(submissionId, "submitted", submitted, startMs + random.between(0, 2 * MINUTE)),
      ...(random.chance(0.2)
        ? [eventOf(submissionId, "completed", result, Date.parse(completedAt) + random.between(0, MINUTE))]
        : []),
    ];
  });
  const moment = (): number => {
    const where = random.fraction();
    if (where < 0.4) return startMs + random.between(MINUTE, HOUR / 2);
    // While the sweep announces what this keeps away.
    if (where < 0.7) return random.pick(DIGESTS_IN_MS) + random.between(-20_000, 20_000);
    return startMs + random.between(0, 88) * HOUR;
  };
  const asked = Array.from({ length: random.between(0, 5) }, (_, n) => ({ n, atMs: moment() })).flatMap(
    ({ n, atMs }): Asked[] => {
      const submissionId = random.chance(0.8) ? random.pick(own) : random.pick(submissionIds);
      // Sometimes by two at once.
      return Array.from({ length: random.pick([1, 1, 2]) }, (_, nth) => ({
        atMs: atMs + random.between(0, 60),
        submissionId,
        body: { by: `asker ${n}-${nth}`, ...(random.chance(0.5) ? { until: random.pick(UNTIL) } : {}) },
      }));
    },
  );
  return { publications, asked };
};
