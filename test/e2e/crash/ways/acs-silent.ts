import { until } from "../../../helpers/local-stack.ts";
import { acs } from "./acs.ts";
import type { Play } from "./play.ts";

/** The service is asked a minute after it said nothing. */
const ASKED_IN_MS = 90_000;

/** A failed review whose mail the service takes without a word, so that it has to be asked. */
export const acsSilent: Play = {
  ...acs,
  provoke: async (scene, submissionId) => {
    await scene.fallSilentOnce();
    await acs.provoke(scene, submissionId);
    await until("the crash of a sender", () => !scene.stack.isHostRunning, ASKED_IN_MS);
  },
};
