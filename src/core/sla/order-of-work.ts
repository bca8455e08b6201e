/** One piece of work: how long it takes and in how much time it is promised, in the same unit, both from now. */
export interface Job {
  readonly id: string;
  readonly takes: number;
  readonly dueIn: number;
}

/** An order in which the most jobs are done in time: first `kept`, each of which is, then `late`, none of which can be. */
export interface WorkOrder {
  readonly kept: readonly Job[];
  readonly late: readonly Job[];
}

/** What is due at the same time as it is done is in time; sums of parts of days are off by less. */
const ROUNDING = 1e-9;

const byDue = (a: Job, b: Job): number => a.dueIn - b.dueIn || (a.id < b.id ? -1 : 1);

/**
 * The rule of Moore and Hodgson (1968): take jobs by earliest due time, and whenever one would be late, let go of the longest
 * taken so far. For one line of work no order keeps more promises. Among jobs of one length the one let go of is the last due.
 */
export const orderOfWork = (jobs: readonly Job[]): WorkOrder => {
  const kept: Job[] = [];
  const late: Job[] = [];
  let doneIn = 0;
  for (const job of [...jobs].sort(byDue)) {
    kept.push(job);
    doneIn += job.takes;
    if (doneIn <= job.dueIn + ROUNDING) continue;
    const longest = kept.reduce((most, one) => (one.takes >= most.takes ? one : most));
    kept.splice(kept.indexOf(longest), 1);
    late.push(longest);
    doneIn -= longest.takes;
  }
  return { kept, late: late.sort(byDue) };
};
