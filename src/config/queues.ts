import { RESULTS_QUEUE } from "../core/certification/event-message.ts";

/** Names of our queues; they are fixed. */
export const QUEUES = {
  results: RESULTS_QUEUE,
  rejected: "certification-results-rejected",
  notifications: "notifications",
  deliveryReports: "delivery-reports",
} as const;

/** The topic of events out. */
export const NOTICES_TOPIC = "certification-notices";
