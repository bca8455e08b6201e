import * as z from "zod";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { EntityStore, Write } from "../ports.ts";
import { ANNOUNCEMENT_KINDS } from "../sla/review-clock.ts";
import { membersRange, membersRow } from "./keys.ts";
import { listAll } from "./list-rows.ts";
import { parseStored } from "./parse-row.ts";

const membersSchema = z.array(
  z.object({
    cause: z.string(),
    kind: z.enum([...ANNOUNCEMENT_KINDS, "teamNotice"]),
    n: z.int(),
    partition: z.string().optional(),
    notificationId: z.string().optional(),
    /** Marks of the addresses it is for; absent when it is for all that the digest goes to. */
    to: z.array(z.string()).optional(),
  }),
);

/** What a digest tells, as it was when the digest was filled. */
export type DigestMember = z.infer<typeof membersSchema>[number];

/** The write of one part of a digest's member list. */
export const membersWrite = (digestId: string, part: number, members: readonly DigestMember[]): Write => ({
  kind: "insert",
  rowKey: membersRow(digestId, part),
  fields: {},
  blobs: { members: JSON.stringify(members) },
});

/** The members of these digests, one digest after the other. Throws `ENTITY_INVALID` for a list edited to nonsense. */
export const readMembers = async (store: EntityStore, digestIds: readonly string[]): Promise<DigestMember[]> => {
  const members: DigestMember[] = [];
  for (const digestId of digestIds) {
    const rows = await listAll(store, "reviews", ALERTS_PARTITION, membersRange(digestId));
    members.push(...rows.flatMap((row) => parseStored(row, "members", membersSchema)));
  }
  return members;
};
