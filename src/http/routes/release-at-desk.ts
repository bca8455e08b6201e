import { bareAddress } from "../../core/mailbox.ts";
import { afterAction } from "../desk/health-page.ts";
import { makeRoute, page, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/health/release`: by the `key` of a mark, or by the `address` itself. */
export const releaseAtDesk = makeRoute({
  name: "release-at-desk",
  method: "POST",
  path: "desk/health/release",
  who: "desk",
  summary: "Lets mail go to an address again that bounced.",
  takesForm: true,
  answers: { ...SEE_OTHER, 409: page("What was wrong.") },
  respond: async (verbs, { form, viewer }) => {
    const asked = form.get("key") ?? bareAddress(form.get("address") ?? "");
    if (asked === "") return await afterAction(verbs, "released", 0, ["Give one e-mail address."]);
    const isReleased = await verbs.releaseAddress(asked, viewer.name);
    return await afterAction(verbs, "released", isReleased ? 1 : 0, []);
  },
});
