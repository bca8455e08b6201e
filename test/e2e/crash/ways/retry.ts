import { event } from "./event.ts";
import type { Play } from "./play.ts";

/** A failed review whose mail finds the mail server down. */
export const retry: Play = {
  ...event,
  provoke: async (scene, submissionId) => {
    await scene.stack.killSmtp();
    await event.provoke(scene, submissionId);
  },
};
