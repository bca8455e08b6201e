import type { PointResult } from "./run-matrix.ts";

/** Nothing lost and nothing twice; a second mail only after a call whose answer nobody could keep, and then the row says so. */
export const isSound = ({ way, effect, when, mails, state, isUnknownKept }: PointResult): boolean => {
  if (way === "rejected") return state.endsWith("listed 1×");
  if (way === "sweep") return mails === 1 && state === "accepted, breached, announced 1×";
  const mayDouble = effect === "mail" && when === "after";
  return state === "accepted" && (mails === 1 || (mails === 2 && mayDouble && isUnknownKept));
};
