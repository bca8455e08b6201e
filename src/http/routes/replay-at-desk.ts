import { actOnEach } from "../desk/health-page.ts";
import { makeRoute, page, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/health/replay`: `one` by its own button, or each chosen `id`. */
export const replayAtDesk = makeRoute({
  name: "replay-at-desk",
  method: "POST",
  path: "desk/health/replay",
  who: "desk",
  summary: "Sends messages that were put aside on their way again.",
  takesForm: true,
  answers: { ...SEE_OTHER, 409: page("Some were not sent, and why.") },
  respond: async (verbs, { form, viewer }) => {
    const one = form.get("one");
    const ids = one === null ? form.getAll("id") : [one];
    return await actOnEach(verbs, "replayed", ids, async (id) => await verbs.replayRejected(id, viewer.name));
  },
});
