import type { InvocationContext } from "@azure/functions";
import type { Log } from "../core/ports.ts";

/** The log of one invocation, as core writes to it. */
export const toReport =
  (context: InvocationContext): Log =>
  (level, message, fields) => {
    context[level](fields === undefined ? message : `${message} ${JSON.stringify(fields)}`);
  };
