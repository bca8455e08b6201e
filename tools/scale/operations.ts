/** What one thing that happens costs: requests to the tables, and messages that the app receives and sends. */
export interface Operations {
  readonly tableRequests: number;
  readonly busReceived: number;
  readonly busSent: number;
}

/** Counted in the code while all is well; a test counts again and compares. */
export const OPERATIONS = {
  /** A review starts. */
  submitted: { tableRequests: 4, busReceived: 1, busSent: 0 },
  /** Its failure at the first attempt, mailed to one contact in the same invocation; a later attempt reads the earlier one, which is one request more. */
  failed: { tableRequests: 4, busReceived: 1, busSent: 2 },
  /** Its passing. */
  passed: { tableRequests: 3, busReceived: 1, busSent: 1 },
  /** The report that a mail was delivered. */
  delivered: { tableRequests: 2, busReceived: 1, busSent: 1 },
  /** The sweep finds that the clock has stopped, and that the lists say so. */
  clockRemoved: { tableRequests: 3, busReceived: 0, busSent: 0 },
  /** It is purged. */
  purged: { tableRequests: 8, busReceived: 0, busSent: 0 },
} as const satisfies Readonly<Record<string, Operations>>;

/** Everything that happens to a review that fails, from its start to its purge. */
export const FAILED_REVIEW = ["submitted", "failed", "delivered", "clockRemoved", "purged"] as const;

/** The sum of what these cost. */
export const sumOf = (names: readonly (keyof typeof OPERATIONS)[]): Operations =>
  names.reduce<Operations>(
    (sum, name) => ({
      tableRequests: sum.tableRequests + OPERATIONS[name].tableRequests,
      busReceived: sum.busReceived + OPERATIONS[name].busReceived,
      busSent: sum.busSent + OPERATIONS[name].busSent,
    }),
    { tableRequests: 0, busReceived: 0, busSent: 0 },
  );
