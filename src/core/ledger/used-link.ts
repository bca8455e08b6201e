import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { EntityStore, Write } from "../ports.ts";
import { present } from "../present.ts";
import { actionRow } from "./keys.ts";

/** The link by which somebody acts: it is used up in the transaction of what is done. */
export interface UsedLink {
  readonly token: string;
  /** The digest that it came with, and to whom. */
  readonly mail: string;
  readonly mailTo: string;
}

/** How somebody came to act, as the timeline keeps it; nothing for whoever asked otherwise. */
export const cameBy = (link: UsedLink | undefined): { readonly mail?: string; readonly mailTo?: string } =>
  present({ mail: link?.mail, mailTo: link?.mailTo });

/** The write that uses a link up, where there is one; it meets a conflict when that has happened before. */
export const useUp = (link: UsedLink | undefined, now: Instant): readonly Write[] =>
  link === undefined ? [] : [{ kind: "insert", rowKey: actionRow(link.token), fields: { at: now, mail: link.mail } }];

/** Throws `LINK_USED` when the link of a review was used before. */
export const checkUnused = async (store: EntityStore, partition: string, link: UsedLink | undefined): Promise<void> => {
  if (link === undefined) return;
  if ((await store.get("reviews", partition, actionRow(link.token))) !== undefined)
    throw new NotifierError("LINK_USED");
};
