import { type Instant, msBetween } from "../instant.ts";
import type { EntityStore } from "../ports.ts";
import { type DueEntry, type DueRow, dueAgain, refileDue, removeDue } from "./due-index.ts";
import type { DueVerdict } from "./due-verdict.ts";

/** Where a due row goes: it stays, it goes, or a later one takes its place, or stands beside it with `keep`. */
export type DueMove =
  | { readonly kind: "stay" }
  | { readonly kind: "remove" }
  | { readonly kind: "refile"; readonly later: DueRow; readonly keep: boolean };

const STRAY_AFTER_IN_MS = 60 * 60_000;

const isYoung = ({ entity }: DueEntry, now: Instant): boolean => msBetween(entity.writtenAt, now) <= STRAY_AFTER_IN_MS;

/** Due rows are written before their event's transaction, so a young one may tell what the review does not say yet. */
const mayBeAhead = (entry: DueEntry, now: Instant): boolean => entry.kind === "clock" && isYoung(entry, now);

/** What becomes of a due row by what it turned out to be; one whose matter was announced is needed no more. */
export const dueMove = (entry: DueEntry, verdict: DueVerdict, now: Instant): DueMove => {
  switch (verdict.kind) {
    case "refile": {
      const later = dueAgain(entry, verdict.at, verdict.overdueCount);
      return { kind: "refile", later, keep: mayBeAhead(entry, now) };
    }
    case "done":
      return mayBeAhead(entry, now) ? { kind: "stay" } : { kind: "remove" };
    case "stray":
      return isYoung(entry, now) ? { kind: "stay" } : { kind: "remove" };
    case "announce":
      return { kind: "remove" };
  }
};

/** What becomes of the due row of a clock that knows of its announcement: it wakes the clock at its next step. */
export const dueMoveToNext = (entry: DueEntry, nextAt: Instant | undefined): DueMove =>
  nextAt === undefined ? { kind: "remove" } : { kind: "refile", later: dueAgain(entry, nextAt), keep: false };

/** Moves a due row. One that somebody has written again meanwhile is not removed. */
export const moveDue = async (store: EntityStore, entry: DueEntry, move: DueMove): Promise<void> => {
  if (move.kind === "remove") await removeDue(store, entry);
  if (move.kind === "refile") await refileDue(store, entry, move.later, move.keep);
};
