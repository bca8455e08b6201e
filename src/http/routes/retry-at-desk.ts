import { afterAction } from "../desk/health-page.ts";
import { sentenceOf } from "../desk/health-view.ts";
import { makeRoute, page, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/health/retry`. */
export const retryAtDesk = makeRoute({
  name: "retry-at-desk",
  method: "POST",
  path: "desk/health/retry",
  who: "desk",
  summary: "Sends mails that failed or are held again.",
  takesForm: true,
  answers: { ...SEE_OTHER, 409: page("Some were not sent, and why.") },
  respond: async (verbs, { form, viewer }) => {
    const ids = form.getAll("id");
    const reason = form.get("reason")?.trim().slice(0, 500) || "Failed before, tried again at the desk.";
    const { sent, refused } = await verbs.retryMails(ids, reason, viewer.name);
    const refusals = ids.length === 0 ? ["Choose at least one first."] : refused.map(({ code }) => sentenceOf(code));
    return await afterAction(verbs, "retried", sent, [...new Set(refusals)]);
  },
});
