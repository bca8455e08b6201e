import { type Instant, instantFromMs, plusMs, toEpochMs } from "../../src/core/instant.ts";

/** An event and when it reaches us. */
export interface MadeEvent {
  readonly arrivesAt: Instant;
  readonly body: object;
}

/** A repeatable source of numbers in [0, 1) (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const HOUR_IN_MS = 3_600_000;
const DAY_IN_MS = 24 * HOUR_IN_MS;

const OFFER_TYPES = ["azureVirtualMachine", "softwareAsAService", "consultingService", "azureApplication", "teamsApp"];
const PUBLISHERS = ["contoso", "fabrikam", "northwind", "tailspin", "wingtip"];

/** Reviews as they come: most done in time, some late, some withdrawn, paused or never finished, and events that arrive late or out of order. */
export const madeEvents = (from: Instant, days: number, reviewsADay: number, fraction: () => number): MadeEvent[] => {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(fraction() * items.length)] as T;
  const events: MadeEvent[] = [];
  let count = 0;
  for (let day = 0; day < days; day += 1) {
    for (let one = 0; one < reviewsADay; one += 1) {
      count += 1;
      const submissionId = `sim-${String(count).padStart(5, "0")}`;
      const publisher = pick(PUBLISHERS);
      const data = {
        submissionId,
        offer: { id: `offer-${count}`, name: `Offer ${count}`, type: pick(OFFER_TYPES) },
        publisher: { id: publisher, name: publisher },
        contacts: [{ name: "Ada", email: `ada@${publisher}.example` }],
      };
      let sequence = 0;
      const add = (type: string, at: Instant, more: object): void => {
        sequence += 1;
        const delayInMs = fraction() < 0.05 ? fraction() * 6 * HOUR_IN_MS : fraction() * 60_000;
        const envelope = { specversion: "1.0", id: `${submissionId}-${sequence}`, source: "/simulation" };
        const body = { ...envelope, type: `marketplace.certification.${type}`, data: { ...data, ...more } };
        events.push({ arrivesAt: plusMs(at, delayInMs), body });
      };
      const submittedAt = instantFromMs(toEpochMs(from) + day * DAY_IN_MS + Math.floor(fraction() * DAY_IN_MS));
      add("submitted", submittedAt, { submittedAt });
      const fate = fraction();
      const resultAt = plusMs(submittedAt, Math.floor((0.3 + fraction() * 5.5) * DAY_IN_MS));
      if (fate < 0.1) {
        add("paused", plusMs(submittedAt, 2 * HOUR_IN_MS), {
          at: plusMs(submittedAt, 2 * HOUR_IN_MS),
          reason: "Waiting for the publisher",
        });
        const resumedAt = plusMs(submittedAt, 30 * HOUR_IN_MS);
        add("resumed", resumedAt, { at: resumedAt });
      }
      if (fate > 0.97) add("cancelled", resultAt, { cancelledAt: resultAt });
      else if (fate < 0.92) {
        const outcome = fraction() < 0.4 ? "failed" : "passed";
        const findings =
          outcome === "failed"
            ? [{ policy: "100.1.1", message: "The title names another product.", severity: "blocking" }]
            : [];
        add("completed", resultAt, { completedAt: resultAt, outcome, findings });
      }
    }
  }
  return events.sort((a, b) => (a.arrivesAt < b.arrivesAt ? -1 : 1));
};
