import { raw } from "../../../helpers/local-stack-events.ts";
import type { Play } from "./play.ts";

/** A message that is no event. */
export const rejected: Play = {
  provoke: async ({ stack }, submissionId) =>
    await stack.publish(raw(Buffer.from(`{"no":"event","submissionId":"${submissionId}"}`))),
  look: async ({ stack }, { submissionId }) => {
    const held = await stack.peek("certification-results-rejected");
    const copies = held.filter(({ body }) => String(body).includes(submissionId));
    const listed = JSON.stringify((await stack.call("/rejected")).body).split(submissionId).length - 1;
    return {
      mails: stack.mails.filter(({ raw: text }) => text.includes(submissionId)).length,
      state: `${copies.length} ${copies.length === 1 ? "copy" : "copies"}, listed ${listed}×`,
      isUnknownKept: false,
      doneAtMs:
        copies.length === 0
          ? undefined
          : Math.max(...copies.map(({ enqueuedTimeUtc }) => enqueuedTimeUtc?.getTime() ?? 0)),
      rows: copies.map(({ applicationProperties }) => applicationProperties),
    };
  },
};
