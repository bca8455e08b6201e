import { setTimeout as pause } from "node:timers/promises";
import { instantFromMs } from "../../src/core/instant.ts";
import { publish } from "../stack/publish.ts";
import { toMessage } from "../stack/to-message.ts";
import { runTimer } from "./host-requests.ts";
import { type PlannedReview, planTeamReviews } from "./team-reviews.ts";

/** Where a stack is reached. */
export interface SeededStack {
  readonly http: string;
  readonly functionKey: string;
  readonly masterKey: string;
  readonly serviceBus: string;
}

const TIMEOUT_IN_MS = 30_000;

/** Puts a team's reviews on the desk of a running stack: some late, owned, due soon or paused. Gives them once the desk shows them so. */
export const seedDesk = async (stack: SeededStack): Promise<readonly PlannedReview[]> => {
  const reviews = await planTeamReviews(instantFromMs(Date.now()));
  const events = reviews.flatMap(({ events: own }) => own);
  await publish(
    stack.serviceBus,
    events.map((event) => toMessage({ event, text: JSON.stringify(event) })),
  );
  const stateOf = await untilStates(stack, reviews, (review, state) =>
    review.pausedFor === undefined ? state !== undefined : state === "paused",
  );
  const waiting = reviews.filter(({ due, submissionId }) => due <= 0 && stateOf(submissionId) === "running");
  await untilStates(
    stack,
    waiting,
    (_review, state) => state !== "running",
    async () => {
      await runTimer(stack.http, stack.masterKey, "sweep-sla");
    },
  );
  for (const { submissionId, owner } of reviews) {
    if (owner !== undefined) await call(stack, "POST", `submissions/${submissionId}/acknowledge`, owner);
  }
  return reviews;
};

/** Looks until every review's state is right, and does something before each look. */
const untilStates = async (
  stack: SeededStack,
  reviews: readonly PlannedReview[],
  isRight: (review: PlannedReview, state: string | undefined) => boolean,
  before: () => Promise<void> = async () => {},
): Promise<(submissionId: string) => string | undefined> => {
  const deadline = performance.now() + TIMEOUT_IN_MS;
  for (;;) {
    await before();
    const { submissions } = (await call(stack, "GET", "submissions?limit=200")) as {
      submissions: readonly { readonly submissionId: string; readonly state: string }[];
    };
    const states = new Map(submissions.map(({ submissionId, state }) => [submissionId, state]));
    const stateOf = (submissionId: string): string | undefined => states.get(submissionId);
    if (reviews.every((review) => isRight(review, stateOf(review.submissionId)))) return stateOf;
    if (performance.now() > deadline) throw new Error("the reviews for the desk did not come in time");
    await pause(200);
  }
};

const call = async (
  { http, functionKey }: SeededStack,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> => {
  const response = await fetch(`${http}/api/${path}`, {
    method,
    headers: { "x-functions-key": functionKey, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}`);
  return await response.json();
};
