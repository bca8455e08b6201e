import { event } from "./event.ts";
import { lookAtRow } from "./look-at-row.ts";
import type { Play } from "./play.ts";

/** A failed review whose mail is sent by Azure Communication Services. */
export const acs: Play = {
  provoke: event.provoke,
  look: async ({ stack, operations }, { submissionId }) => {
    const rows = await stack.notifications(submissionId);
    const taken = (await operations()).filter(({ id }) => rows.some(({ operationId }) => operationId === id));
    const requests = taken.reduce((sum, { attempts }) => sum + attempts, 0);
    const mails = taken.flatMap(({ accepted }) => Array.from({ length: accepted }, () => ({ at: 0 })));
    const look = lookAtRow(rows, mails);
    // A request that is refused as a repeat may have been mailed again by the real service: it counts as one too many.
    return { ...look, state: `${look.state}, requested ${requests}×` };
  },
};
