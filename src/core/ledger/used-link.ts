import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { EntityStore, Write } from "../ports.ts";
import { actionRow } from "./keys.ts";

/** The link by which somebody acts: it is used up in the transaction of what is done. */
export interface UsedLink {
  readonly token: string;
  /** The digest that it came with, and to whom. */
  readonly mail: string;
  readonly mailTo: string;
}

/** The write that uses a link up; it meets a conflict when that has happened before. */
export const useUp = ({ token, mail }: UsedLink, now: Instant): Write => ({
  kind: "insert",
  rowKey: actionRow(token),
  fields: { at: now, mail },
});

/** Throws `LINK_USED` when the link of a review was used before. */
export const checkUnused = async (store: EntityStore, partition: string, { token }: UsedLink): Promise<void> => {
  if ((await store.get("reviews", partition, actionRow(token))) !== undefined) throw new NotifierError("LINK_USED");
};
