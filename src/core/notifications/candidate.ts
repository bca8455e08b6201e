import type { AnnouncementKind } from "../sla/review-clock.ts";
import { type AlertTeams, recipientsOf } from "./alert-teams.ts";
import type { NotificationKind } from "./notification-kind.ts";

/** Something that the team has to be told, once. */
export interface Candidate {
  /** Two candidates with the same cause are one announcement. */
  readonly cause: string;
  readonly kind: AnnouncementKind | "teamNotice";
  readonly n: number;
  /** Of the review that it is about, by which the team is chosen; absent where it is not known. */
  readonly offerType?: string;
  /** Partition of the review, for a clock. */
  readonly partition?: string;
  /** The notification a notice is about. */
  readonly notificationId?: string;
}

/** Every address that one of these is for, once. */
export const addressesOf = (teams: AlertTeams, candidates: readonly Candidate[]): readonly string[] => [
  ...new Set(candidates.flatMap((candidate) => recipientsOf(teams, candidate))),
];

const SEVERITY: readonly NotificationKind[] = ["slaBreach", "slaReminder", "slaWarning", "teamNotice"];

/** The kind of a digest that tells all of these: that of the worst. An escalation reminds others of a review that is late. */
export const worstKind = (kinds: readonly (Candidate["kind"] | NotificationKind)[]): NotificationKind => {
  const told = kinds.map((kind) => (kind === "slaEscalation" ? "slaReminder" : kind));
  return SEVERITY.find((kind) => told.includes(kind)) ?? "teamNotice";
};
