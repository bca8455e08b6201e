import type { RejectedItem } from "../../src/core/ledger/rejected-items.ts";
import { shortInstant } from "../../src/core/sla/trace-text.ts";

/** A message that was put aside, in a few lines for people. */
export const describeItem = ({ id, copies, message }: RejectedItem): string => {
  const place = message.deadLetter ? `dead letter of ${message.queue}` : message.queue;
  const times = copies > 1 ? `, ${copies} times` : "";
  return [
    `${id}  ${shortInstant(message.enqueuedAt)}  ${place}${times}, ${message.body.length} bytes`,
    ...message.problems.map((problem) => `    ${problem}`),
  ].join("\n");
};
