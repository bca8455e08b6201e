import { madeEvents, seeded } from "../../../sim/month/made-reviews.ts";
import { runMonth } from "../../../sim/month/run-month.ts";
import { instant } from "../../../src/core/instant.ts";
import { makeReviewIndex } from "../../../src/core/ledger/review-index.ts";
import {
  type CalibrationOfDay,
  calibrateForecast,
  type ForecastReview,
  forecastLate,
  planWork,
} from "../../../src/core/sla/forecast.ts";
import { calendars } from "./calendars.ts";

const terms = { calendar: calendars.current("US"), zone: "America/Los_Angeles", close: "17:00" };
const now = instant("2026-11-18T18:00:00Z"); // Wednesday, 10:00

const review = (submissionId: string, submittedAt: string, more: Partial<ForecastReview> = {}): ForecastReview => ({
  submissionId,
  offerName: "Contoso Assessment",
  offerType: "azureVirtualMachine",
  state: "running",
  submittedAt: instant(submittedAt),
  ...more,
});

/** Twenty that each took three business days, all long ago. */
const threeDaysEach = Array.from({ length: 20 }, (_, index) =>
  review(`old-${index}`, "2026-11-02T18:00:00Z", {
    state: "met",
    dueAt: instant("2026-11-06T01:00:00Z"),
    stoppedAt: instant("2026-11-05T20:00:00Z"),
  }),
);

describe("forecastLate", () => {
  it("counts what is late already, until it will have ended at the pace of its type", () => {
    const late = review("a", "2026-11-16T18:00:00Z", { state: "breached", dueAt: instant("2026-11-18T01:00:00Z") });
    const days = forecastLate([...threeDaysEach, late], terms, now, 3);
    expect(days.map(({ date }) => date)).toEqual(["2026-11-18", "2026-11-19", "2026-11-20"]);
    // Two business days old today, so its third and last day is tomorrow.
    expect(days[0]?.late).toBeGreaterThan(0.9);
    expect(days[1]?.late).toBeLessThan(0.2);
  });

  it("goes over weekends and holidays, and leaves today out after close of business", () => {
    const days = forecastLate([], terms, instant("2026-11-25T23:00:00-08:00"), 3); // the eve of Thanksgiving
    expect(days.map(({ date }) => date)).toEqual(["2026-11-27", "2026-11-30", "2026-12-01"]);
  });

  it("counts nothing that is paused, withdrawn, or promised for later", () => {
    const dueAt = instant("2026-11-18T01:00:00Z");
    const reviews = [
      review("paused", "2026-11-16T18:00:00Z", { state: "paused", dueAt }),
      review("gone", "2026-11-16T18:00:00Z", { state: "cancelled", dueAt, stoppedAt: instant("2026-11-17T18:00:00Z") }),
      review("later", "2026-11-16T18:00:00Z", { dueAt: instant("2026-12-18T01:00:00Z") }),
    ];
    expect(forecastLate(reviews, terms, now, 2).map(({ late }) => late)).toEqual([0, 0]);
  });
});

describe("planWork", () => {
  it("puts first what one review a day can keep, and last what is late", () => {
    const done = Array.from(
      { length: 20 },
      (_, index) => ({ ...threeDaysEach[0], submissionId: `d-${index}` }) as ForecastReview,
    );
    const open = (id: string, dueAt: string) => review(id, "2026-11-16T18:00:00Z", { dueAt: instant(dueAt) });
    const order = planWork(
      [
        ...done,
        open("late", "2026-11-18T01:00:00Z"),
        open("today-1", "2026-11-19T01:00:00Z"),
        open("today-2", "2026-11-19T01:00:00Z"),
        open("tomorrow", "2026-11-20T01:00:00Z"),
      ],
      terms,
      now,
    );
    expect(order.map(({ submissionId, canBeKept }) => [submissionId, canBeKept])).toEqual([
      ["today-1", true],
      ["tomorrow", true],
      ["late", false],
      ["today-2", false],
    ]);
  });
});

describe("calibrateForecast", () => {
  it("shows errors a fifth below no change and three quarters below no work, over two played seasons", async () => {
    const played: CalibrationOfDay[] = [];
    for (const seed of [11, 12]) {
      const from = instant("2026-09-01T08:00:00Z");
      const fraction = seeded(seed);
      const never = { from, to: from };
      const events = madeEvents(from, 80, 8, fraction);
      const { store, end } = await runMonth({ from, days: 80, events, fraction, timerDown: never, mailDown: never });
      const reviews = await makeReviewIndex(store).all();
      const calibration = calibrateForecast(reviews, terms, end, 5);
      expect(calibration.map(({ ahead }) => ahead)).toEqual([1, 2, 3, 4, 5]);
      played.push(...calibration);
    }
    const sum = (of: (one: (typeof played)[number]) => number) => played.reduce((all, one) => all + of(one), 0);
    const error = sum((one) => one.error);
    expect(error).toBeLessThan(0.8 * sum((one) => one.errorOfNoChange));
    expect(error).toBeLessThan(0.25 * sum((one) => one.errorOfNoWork));
  }, 60_000);

  it("says nothing of the time before there was a ledger", () => {
    expect(calibrateForecast([], terms, now, 5)).toEqual([]);
  });
});
