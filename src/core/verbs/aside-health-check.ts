import type { HealthCheck } from "./check-health.ts";
import type { ListRejected } from "./list-rejected.ts";

/** Amber while messages lie put aside or dead-lettered: nothing is lost, but somebody has to look. */
export const makeAsideHealthCheck = (listRejected: ListRejected): HealthCheck => ({
  name: "putAside",
  run: async () => {
    const { items, more } = await listRejected();
    if (items.length === 0) return { status: "green", message: "Nothing is put aside." };
    const dead = items.filter(({ message }) => message.deadLetter).length;
    const isOne = items.length === 1 && !more;
    const count = isOne ? "1 message is" : `${items.length}${more ? " or more" : ""} messages are`;
    return { status: "amber", message: `${count} put aside${dead === 0 ? "" : `, ${dead} of them dead-lettered`}.` };
  },
});
