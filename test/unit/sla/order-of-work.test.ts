import fc from "fast-check";
import { type Job, orderOfWork } from "../../../src/core/sla/order-of-work.ts";

const jobsOf = fc
  .array(fc.record({ takes: fc.integer({ min: 1, max: 6 }), dueIn: fc.integer({ min: 0, max: 15 }) }), { maxLength: 8 })
  .map((jobs): Job[] => jobs.map((job, index) => ({ id: `job-${index}`, ...job })));

const areInTime = (jobs: readonly Job[]): boolean => {
  let doneIn = 0;
  return jobs.every(({ takes, dueIn }) => {
    doneIn += takes;
    return doneIn <= dueIn;
  });
};

/** By trying every set of jobs, each in the order of due times, which is in time if any order is. */
const mostThatCanBeKept = (jobs: readonly Job[]): number => {
  const sorted = [...jobs].sort((a, b) => a.dueIn - b.dueIn);
  let most = 0;
  for (let set = 0; set < 2 ** sorted.length; set += 1) {
    const chosen = sorted.filter((_, index) => (set >> index) & 1);
    if (areInTime(chosen)) most = Math.max(most, chosen.length);
  }
  return most;
};

describe("orderOfWork", () => {
  it("keeps as many promises as any order can, and loses no job", () => {
    fc.assert(
      fc.property(jobsOf, (jobs) => {
        const { kept, late } = orderOfWork(jobs);
        expect(areInTime(kept)).toBe(true);
        expect(kept).toHaveLength(mostThatCanBeKept(jobs));
        expect([...kept, ...late].map(({ id }) => id).sort()).toEqual(jobs.map(({ id }) => id).sort());
      }),
    );
  });

  it("lets go of one long job for two short ones", () => {
    const { kept, late } = orderOfWork([
      { id: "long", takes: 4, dueIn: 4 },
      { id: "short", takes: 2, dueIn: 5 },
      { id: "shorter", takes: 1, dueIn: 5 },
    ]);
    expect([kept.map(({ id }) => id), late.map(({ id }) => id)]).toEqual([["short", "shorter"], ["long"]]);
  });
});
