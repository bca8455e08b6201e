import * as z from "zod";
import { reviewPartition } from "../certification/review-id.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { REVIEW_ROW } from "../ledger/keys.ts";
import { type ReplayNote, replayNoteWrite } from "../ledger/replay-notes.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";

/** Keeps a replay in the history of the review that its body names, where there is one. */
export type NoteReplay = (note: ReplayNote, body: Uint8Array) => Promise<void>;

/** What `makeNoteReplay` needs. */
export interface NoteReplayDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
}

/** Makes the verb that keeps a replay; of a review that nobody has heard of nothing is kept, for no purge would find it. */
export const makeNoteReplay =
  ({ store, commit }: NoteReplayDeps): NoteReplay =>
  async (note, body) => {
    const partition = partitionNamedIn(body);
    if (partition === undefined || (await store.get("reviews", partition, REVIEW_ROW)) === undefined) return;
    await commit({ partition, writes: [replayNoteWrite(note)] });
  };

const named = z.object({ submissionId: z.string() });

/** An event in either mode, or a hint; whatever else is wrong with it. */
const bodySchema = z.union([
  z.object({ data: named }).transform(({ data }) => reviewPartition(data.submissionId)),
  named.transform(({ submissionId }) => reviewPartition(submissionId)),
  z.object({ notificationId: z.string() }).transform(({ notificationId }) => partitionOfNotification(notificationId)),
]);

const partitionNamedIn = (body: Uint8Array): string | undefined => {
  try {
    return bodySchema.safeParse(JSON.parse(new TextDecoder().decode(body))).data;
  } catch {
    return undefined;
  }
};
