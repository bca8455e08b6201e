import { instant } from "../../../../src/core/instant.ts";
import { overdueAt } from "../../../../src/core/notifications/overdue.ts";
import { nextAttemptAt, retryDelayInMs } from "../../../../src/core/notifications/retry-ladder.ts";

const START = instant("2026-11-20T00:00:00Z");

describe("retryDelayInMs", () => {
  it("begins with 5 s, doubles, and ends at 15 minutes", () => {
    const delays = Array.from({ length: 12 }, (_, index) => retryDelayInMs(index + 1, 0) / 1000);
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
    expect(retryDelayInMs(5_000, 0)).toBe(900_000);
  });

  it("takes off up to a fifth by chance", () => {
    expect(retryDelayInMs(9, 0.5)).toBe(810_000);
    expect(retryDelayInMs(9, 0.999)).toBeGreaterThan(720_000);
  });

  it("obeys Retry-After, but never comes back at once", () => {
    expect(retryDelayInMs(1, 0.5, 3_600_000)).toBe(3_600_000);
    expect(retryDelayInMs(9, 0.5, 0)).toBe(1_000);
  });
});

describe("nextAttemptAt", () => {
  it("ends 24 hours after the first try", () => {
    expect(nextAttemptAt(instant("2026-11-20T23:50:00Z"), START, 600_000)).toBe(instant("2026-11-21T00:00:00Z"));
    expect(nextAttemptAt(instant("2026-11-20T23:50:00Z"), START, 600_001)).toBeUndefined();
  });
});

describe("overdueAt", () => {
  it("is 2 minutes late, then twice as late each time, and at most 6 hours", () => {
    const minutes = [0, 1, 2, 7, 8, 20, 1_000].map(
      (count) => (Date.parse(overdueAt(START, count)) - Date.parse(START)) / 60_000,
    );
    expect(minutes).toEqual([2, 4, 8, 256, 360, 360, 360]);
  });
});
