import type { DecoratePorts } from "../../../src/composition.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { sha256 } from "../../../src/core/hash.ts";
import type { Mailer } from "../../../src/core/ports.ts";
import { intercept } from "../../helpers/intercept.ts";
import { addressOf } from "./address-of.ts";
import { type Effect, effectOfHints, effectOfTransaction } from "./effects.ts";

/** A place between two effects, and the review on whose way the process ends there. */
export interface FaultPoint {
  readonly when: "before" | "after";
  readonly effect: Effect;
  readonly submissionId: string;
  /** The how manieth time the effect comes by, in this process. @default 1 */
  readonly pass?: number;
}

/** These carry no name of the review that caused them. */
const NAMELESS: readonly Effect[] = ["digest due row", "digest hint", "question"];

/** Ports that end this process (SIGKILL, so nothing is tidied up) before or after one effect on the way of one review. */
export const crashAt = ({ when, effect, submissionId, pass = 1 }: FaultPoint): DecoratePorts => {
  const names = [submissionId, reviewPartition(submissionId), sha256(addressOf(submissionId))];
  let passes = 0;

  const isVictim = (args: unknown): boolean => {
    if (NAMELESS.includes(effect)) return true;
    const text = JSON.stringify(args);
    return names.some((name) => text.includes(name));
  };

  const around = async <T>(found: Effect | undefined, args: unknown, call: () => Promise<T>): Promise<T> => {
    if (found === effect && isVictim(args)) passes += 1;
    const isHere = found === effect && isVictim(args) && passes === pass;
    if (isHere && when === "before") process.kill(process.pid, "SIGKILL");
    const result = await call();
    if (isHere && when === "after") process.kill(process.pid, "SIGKILL");
    return result;
  };

  const aroundQuestion =
    (status: NonNullable<Mailer["status"]>): typeof status =>
    async (...args) =>
      await around("question", args, async () => await status(...args));

  return ({ store, queue, notices, rejectedMessages, mailer }) => ({
    store: intercept(store, {
      transact: async (...args) =>
        await around(effectOfTransaction(args[0], args[2]), args, async () => await store.transact(...args)),
    }),
    queue: {
      send: async (hints) => await around(effectOfHints(hints), hints, async () => await queue.send(hints)),
      schedule: async (hint, at) => await around("next attempt", hint, async () => await queue.schedule(hint, at)),
    },
    notices: {
      publish: async (events) => await around("notice", events, async () => await notices.publish(events)),
    },
    rejectedMessages: {
      put: async (message) =>
        await around(
          "put aside",
          Buffer.from(message.body).toString(),
          async () => await rejectedMessages.put(message),
        ),
    },
    mailer: {
      send: async (mail, deadlineInMs) => await around("mail", mail, async () => await mailer.send(mail, deadlineInMs)),
      ...(mailer.status === undefined ? {} : { status: aroundQuestion(mailer.status) }),
      close: async () => await mailer.close(),
    },
  });
};
