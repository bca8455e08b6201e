import { NotifierError } from "../../core/errors.ts";
import { type RouteAnswer, seeOther, type Verbs } from "../route.ts";
import { type HEALTH_DONE, type HealthVisit, sentenceOf, toHealthView } from "./health-view.ts";
import { HEALTH_LINK } from "./links.ts";

/** The page of health, with what came of the last action. */
export const showHealthPage = async (verbs: Verbs, visit: HealthVisit = {}, status = 200): Promise<RouteAnswer> => ({
  status,
  page: { page: "health", title: "Health", view: toHealthView(await verbs.showOperations(), visit) },
});

/** Does something to each of many, and leads back to the page, which says how many it was done to, or why not. */
export const actOnEach = async (
  verbs: Verbs,
  done: keyof typeof HEALTH_DONE,
  items: readonly string[],
  act: (item: string) => Promise<unknown>,
): Promise<RouteAnswer> => {
  const refusals = new Set<string>();
  let n = 0;
  for (const item of new Set(items)) {
    try {
      await act(item);
      n += 1;
    } catch (error) {
      if (!(error instanceof NotifierError)) throw error;
      refusals.add(sentenceOf(error.code));
    }
  }
  if (items.length === 0) refusals.add("Choose at least one first.");
  return await afterAction(verbs, done, n, [...refusals]);
};

/** Leads back to the page; what was not done is told at once, for no address can hold it. */
export const afterAction = async (
  verbs: Verbs,
  done: keyof typeof HEALTH_DONE,
  n: number,
  refusals: readonly string[],
): Promise<RouteAnswer> =>
  refusals.length === 0
    ? seeOther(`${HEALTH_LINK}?done=${done}&n=${n}`)
    : await showHealthPage(verbs, { ...(n === 0 ? {} : { done, n }), refusals }, 409);
