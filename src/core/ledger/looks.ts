import * as z from "zod";
import { NotifierError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import type { Instant } from "../instant.ts";
import type { Entity, Write } from "../ports.ts";
import { lookRow } from "./keys.ts";
import { storedInstant } from "./stored-instant.ts";

/** Somebody looked at a mail. */
export interface Look {
  readonly at: Instant;
  /** Who, as the desk knows them. */
  readonly by: string;
  readonly notificationId: string;
}

/** How much of an instant tells two looks of one person apart: the minute. */
const MINUTE = "2026-11-20T16:20".length;

/** The write that keeps a look; it meets a conflict when the same person looked in the same minute. */
export const lookWrite = ({ at, by, notificationId }: Look): Write => ({
  kind: "insert",
  rowKey: lookRow(notificationId, `${at.slice(0, MINUTE)}|${sha256(by).slice(0, 16)}`),
  fields: { at, by, notificationId },
});

const lookSchema = z.object({
  at: storedInstant,
  by: z.string(),
  notificationId: z.string(),
});

/** Reads a look's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromLookEntity = ({ fields, rowKey }: Entity): Look => {
  const parsed = lookSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new NotifierError("ENTITY_INVALID", `The row ${rowKey} cannot be read.`, { cause: parsed.error });
};
