import { instant } from "../../../src/core/instant.ts";
import { reviewsAtRisk } from "../../../src/core/sla/at-risk.ts";
import { median, nearestRank, type ReportedReview, toAttainment } from "../../../src/core/sla/attainment.ts";
import { renderAttainmentChart } from "../../../src/core/sla/attainment-chart.ts";
import { toAttainmentGroups, toPeriod } from "../../../src/core/sla/attainment-groups.ts";
import { civilDay } from "../../../src/core/sla/civil-day.ts";
import type { ClockState } from "../../../src/core/sla/review-clock.ts";

const review = (
  id: string,
  state: ClockState,
  due: string | undefined,
  stopped?: string,
  more: Partial<ReportedReview> = {},
): ReportedReview => ({
  submissionId: id,
  offerType: "azureVirtualMachine",
  publisherId: "contoso",
  clock: {
    state,
    steps: [],
    ...(due === undefined ? {} : { dueAt: instant(due) }),
    ...(stopped === undefined ? {} : { stoppedAt: instant(stopped) }),
  },
  ...more,
});

const now = instant("2026-12-01T20:00:00Z");
const november = toPeriod(civilDay("2026-11-01"), civilDay("2026-11-30"), "America/Los_Angeles");

const reviews = [
  review("met", "met", "2026-11-11T01:00:00Z", "2026-11-10T20:00:00Z", { reviewTimeInHours: 10 }),
  review("met early, due later", "met", "2026-12-04T01:00:00Z", "2026-11-27T20:00:00Z", { reviewTimeInHours: 4 }),
  review("late", "metLate", "2026-11-12T01:00:00Z", "2026-11-20T20:00:00Z", { reviewTimeInHours: 60 }),
  review("late, closed after the period", "metLate", "2026-11-25T01:00:00Z", "2026-12-01T19:00:00Z", {
    reviewTimeInHours: 90,
  }),
  review("open and late since October", "breached", "2026-10-20T00:00:00Z"),
  review("open and late, nobody noticed", "running", "2026-11-30T01:00:00Z"),
  review("open, due later", "warned", "2026-12-03T01:00:00Z"),
  review("withdrawn in time", "cancelled", "2026-11-18T01:00:00Z", "2026-11-17T20:00:00Z"),
  review("withdrawn late", "cancelled", "2026-11-18T01:00:00Z", "2026-11-19T20:00:00Z"),
  review("untracked", "untracked", undefined, "2026-11-19T20:00:00Z"),
  review("paused", "paused", undefined),
];

describe("toAttainment", () => {
  it("gives three figures, and never leaves out what is open and late", () => {
    expect(toAttainment(reviews, november, now)).toEqual({
      closedOnly: { kept: 2, of: 3, share: 2 / 3 },
      closedAndOverdue: { kept: 2, of: 6, share: 2 / 6 },
      allDue: { kept: 1, of: 5, share: 1 / 5 },
      keptAfterNotice: { kept: 0, of: 0 },
      medianInHours: 10,
      p90InHours: 60,
    });
  });

  it("judges a date that a publisher was told by the result, or once it has passed", () => {
    const expectedAt = instant("2026-11-25T01:00:00Z");
    const due = "2026-11-18T01:00:00Z";
    const told = [
      review("kept", "metLate", due, "2026-11-24T20:00:00Z", { expectedAt }),
      review("in time after all", "met", due, "2026-11-17T20:00:00Z", { expectedAt }),
      review("broken", "metLate", due, "2026-11-25T01:00:01Z", { expectedAt }),
      review("open", "breached", due, undefined, { expectedAt }),
      review("withdrawn before", "cancelled", due, "2026-11-20T20:00:00Z", { expectedAt }),
      review("to come", "breached", due, undefined, { expectedAt: instant("2026-12-04T01:00:00Z") }),
      review("never told", "metLate", due, "2026-11-24T20:00:00Z"),
    ];
    expect(toAttainment(told, november, now).keptAfterNotice).toEqual({ kept: 2, of: 4, share: 0.5 });
  });

  it("ends a period that is not over now", () => {
    const december = toPeriod(civilDay("2026-12-01"), civilDay("2026-12-31"), "America/Los_Angeles");
    expect(toAttainment(reviews, december, now)).toMatchObject({
      closedOnly: { kept: 0, of: 1 },
      closedAndOverdue: { kept: 0, of: 3 },
      allDue: { kept: 0, of: 0 },
    });
    const next = toPeriod(civilDay("2027-01-01"), civilDay("2027-01-31"), "America/Los_Angeles");
    expect(toAttainment(reviews, next, now).closedAndOverdue).toEqual({ kept: 0, of: 0 });
  });

  it("does not change when a late review of the past is closed afterwards", () => {
    const closed = reviews.map((one) =>
      one.submissionId === "open and late, nobody noticed"
        ? { ...one, clock: { ...one.clock, state: "metLate" as const, stoppedAt: now } }
        : one,
    );
    expect(toAttainment(closed, november, now)).toEqual(toAttainment(reviews, november, now));
  });
});

describe("toAttainmentGroups", () => {
  it("groups by offer type, publisher and week", () => {
    const other = review("other", "met", "2026-11-11T01:00:00Z", "2026-11-10T20:00:00Z", {
      offerType: "teamsApp",
      publisherId: "fabrikam",
    });
    const by = (kind: "offerType" | "publisher" | "week") =>
      toAttainmentGroups([...reviews, other], kind, november, now, "America/Los_Angeles");
    expect(by("offerType").map(({ name, attainment }) => [name, attainment.closedOnly.of])).toEqual([
      ["azureVirtualMachine", 3],
      ["teamsApp", 1],
    ]);
    expect(by("publisher").map(({ name, attainment }) => [name, attainment.closedOnly.of])).toEqual([
      ["contoso", 3],
      ["fabrikam", 1],
    ]);
    expect(
      by("week").map(({ name, attainment }) => [name, attainment.closedOnly.of, attainment.closedAndOverdue.of]),
    ).toEqual([
      ["2026-10-26", 0, 1],
      ["2026-11-02", 0, 1],
      ["2026-11-09", 2, 4],
      ["2026-11-16", 1, 2],
      ["2026-11-23", 1, 4],
      ["2026-11-30", 0, 3],
    ]);
  });

  it("leaves out a name with nothing to judge", () => {
    const names = toAttainmentGroups([review("paused", "paused", undefined)], "publisher", november, now, "UTC");
    expect(names).toEqual([]);
  });
});

describe("median", () => {
  it("is the middle, or the mean of the middle two", () => {
    expect([median([]), median([3]), median([9, 1, 2]), median([4, 1, 3, 2])]).toEqual([undefined, 3, 2, 2.5]);
  });
});

describe("nearestRank", () => {
  it("is a value that occurs", () => {
    expect(nearestRank([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9)).toBe(9);
    expect([nearestRank([5], 0.9), nearestRank([], 0.9)]).toEqual([5, undefined]);
  });
});

describe("reviewsAtRisk", () => {
  it("lists what is late first, then what was warned of, and nothing that is closed", () => {
    const step = { kind: "slaWarning" as const, n: 1, isDone: false };
    const warned = (id: string, at: string): ReportedReview => {
      const one = review(id, "running", "2026-12-03T01:00:00Z");
      return { ...one, clock: { ...one.clock, steps: [{ ...step, at: instant(at) }] } };
    };
    const risk = reviewsAtRisk(
      [...reviews, warned("soon", "2026-12-01T01:00:00Z"), warned("not yet", "2026-12-02T01:00:00Z")],
      now,
    );
    expect(risk.map(({ submissionId, isLate }) => [submissionId, isLate])).toEqual([
      ["open and late since October", true],
      ["open and late, nobody noticed", true],
      ["soon", false],
    ]);
  });
});

describe("renderAttainmentChart", () => {
  const groups = toAttainmentGroups(reviews, "week", november, now, "America/Los_Angeles");

  it("draws one dot for each figure that exists, and says it in words", () => {
    const svg = renderAttainmentChart(groups, "Attainment");
    const figures = groups.flatMap(({ attainment }) => [
      attainment.closedOnly,
      attainment.closedAndOverdue,
      attainment.allDue,
    ]);
    expect(svg.match(/<circle /g)).toHaveLength(figures.filter(({ share }) => share !== undefined).length);
    expect(svg).toContain("2026-11-09, closed and overdue: 1 of 3 (33 %)");
    expect(svg).toContain("prefers-color-scheme: dark");
  });

  it("lets no text become markup", () => {
    const [first] = groups;
    const svg = renderAttainmentChart(first ? [{ ...first, name: '"><script>alert(1)</script>' }] : [], "a < b & 'c'");
    expect(svg).not.toContain("<script");
    expect(svg).toContain("a &lt; b &amp; &#39;c&#39;");
  });

  it("says so when there is nothing to draw", () => {
    expect(renderAttainmentChart([], "Attainment")).toContain("No review in this period.");
  });
});
