import * as z from "zod";
import { sha256 } from "../hash.ts";
import type { Entity, Write } from "../ports.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { lookRow } from "./keys.ts";
import { parseFields } from "./parse-row.ts";

/** Somebody looked at a mail. */
export const lookSchema = z.object({
  at: storedInstant,
  /** Who, as the desk knows them. */
  by: z.string(),
  notificationId: z.string(),
});
export type Look = Stored<typeof lookSchema>;

/** How much of an instant tells two looks of one person apart: the minute. */
const MINUTE = "2026-11-20T16:20".length;

/** The write that keeps a look; it meets a conflict when the same person looked in the same minute. */
export const lookWrite = ({ at, by, notificationId }: Look): Write => ({
  kind: "insert",
  rowKey: lookRow(notificationId, `${at.slice(0, MINUTE)}|${sha256(by).slice(0, 16)}`),
  fields: { at, by, notificationId },
});

/** Reads a look's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromLookEntity = (entity: Entity): Look => parseFields(entity, lookSchema);
