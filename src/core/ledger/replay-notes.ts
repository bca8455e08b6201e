import * as z from "zod";
import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { Entity, Write } from "../ports.ts";
import { replayNoteRow } from "./keys.ts";
import { storedInstant } from "./stored-instant.ts";

/** Somebody sent a message about a review on its way again that had been put aside. */
export interface ReplayNote {
  readonly at: Instant;
  /** Who, as the desk knows them. */
  readonly by: string;
  /** The queue that it was sent to. */
  readonly queue: string;
  /** Id of the message that was put aside. */
  readonly replayOf: string;
}

/** The write that keeps a note: that of one message is one row, however often it is written. */
export const replayNoteWrite = (note: ReplayNote): Write => ({
  kind: "upsert",
  rowKey: replayNoteRow(note.replayOf),
  fields: { ...note },
});

const noteSchema = z.object({ at: storedInstant, by: z.string(), queue: z.string(), replayOf: z.string() });

/** Reads a note's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromReplayNoteEntity = ({ fields, rowKey }: Entity): ReplayNote => {
  const parsed = noteSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new NotifierError("ENTITY_INVALID", `The row ${rowKey} cannot be read.`, { cause: parsed.error });
};
