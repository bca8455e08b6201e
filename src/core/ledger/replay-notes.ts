import * as z from "zod";
import type { Entity, Write } from "../ports.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { replayNoteRow } from "./keys.ts";
import { parseFields } from "./parse-row.ts";

/** Somebody sent a message about a review on its way again that had been put aside. */
export const replayNoteSchema = z.object({
  at: storedInstant,
  /** Who, as the desk knows them. */
  by: z.string(),
  /** The queue that it was sent to. */
  queue: z.string(),
  /** Id of the message that was put aside. */
  replayOf: z.string(),
});
export type ReplayNote = Stored<typeof replayNoteSchema>;

/** The write that keeps a note: that of one message is one row, however often it is written. */
export const replayNoteWrite = (note: ReplayNote): Write => ({
  kind: "upsert",
  rowKey: replayNoteRow(note.replayOf),
  fields: { ...note },
});

/** Reads a note's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromReplayNoteEntity = (entity: Entity): ReplayNote => parseFields(entity, replayNoteSchema);
