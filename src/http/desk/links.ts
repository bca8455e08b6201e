import { sha256 } from "../../core/hash.ts";

/** Path of the board. */
export const BOARD_LINK = "/api/desk";

/** Path of what keeps the app going. */
export const HEALTH_LINK = `${BOARD_LINK}/health`;

/** Path of the figures. */
export const REPORT_LINK = `${BOARD_LINK}/report`;

/** Path of a review, by the hash of its id: ids are any text, and text of events has no place in addresses. */
export const reviewLink = (submissionId: string): string => `${BOARD_LINK}/reviews/sha256:${sha256(submissionId)}`;

/** Path of the page of one mail. */
export const mailLink = (notificationId: string): string => `${BOARD_LINK}/mails/${notificationId}`;
