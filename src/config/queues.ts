/** Names of our queues; they are fixed. */
export const QUEUES = {
  results: "certification-results",
  rejected: "certification-results-rejected",
  notifications: "notifications",
  deliveryReports: "delivery-reports",
} as const;

/** The topic of events out. */
export const NOTICES_TOPIC = "certification-notices";
