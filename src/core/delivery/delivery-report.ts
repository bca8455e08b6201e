import type { Instant } from "../instant.ts";

/** What the provider says became of an accepted mail. */
export const REPORT_STATUSES = [
  "Delivered",
  "Expanded",
  "Suppressed",
  "Quarantined",
  "FilteredSpam",
  "Failed",
  "Bounced",
] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** One delivery report of the provider, about one recipient of one mail. */
export interface DeliveryReport {
  readonly at: Instant;
  readonly status: ReportStatus;
  /** The provider's sentence. */
  readonly detail?: string;
  readonly recipient?: string;
  readonly sender?: string;
  /** Operation ids that it may be about, the likeliest first: the provider's own message id, then the one inside our Message-ID. */
  readonly operationIds: readonly string[];
}
