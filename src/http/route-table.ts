import type { Route } from "./route.ts";
import { acknowledgeReview } from "./routes/acknowledge-review.ts";
import { checkHealth } from "./routes/check-health.ts";
import { forecastBreaches } from "./routes/forecast-breaches.ts";
import { listRejected } from "./routes/list-rejected.ts";
import { listReviews } from "./routes/list-reviews.ts";
import { pauseReview } from "./routes/pause-review.ts";
import { pauseReviewAtDesk } from "./routes/pause-review-at-desk.ts";
import { previewEvent } from "./routes/preview-event.ts";
import { releaseAtDesk } from "./routes/release-at-desk.ts";
import { replayAtDesk } from "./routes/replay-at-desk.ts";
import { replayRejected } from "./routes/replay-rejected.ts";
import { reportAttainment } from "./routes/report-attainment.ts";
import { reportRecurrence } from "./routes/report-recurrence.ts";
import { resendAtDesk } from "./routes/resend-at-desk.ts";
import { resendNotification } from "./routes/resend-notification.ts";
import { resumeReview } from "./routes/resume-review.ts";
import { resumeReviewAtDesk } from "./routes/resume-review-at-desk.ts";
import { retryAtDesk } from "./routes/retry-at-desk.ts";
import { showAction } from "./routes/show-action.ts";
import { makeShowApi } from "./routes/show-api.ts";
import { showDelay } from "./routes/show-delay.ts";
import { showDesk } from "./routes/show-desk.ts";
import { showDeskAsset } from "./routes/show-desk-asset.ts";
import { showDeskHealth } from "./routes/show-desk-health.ts";
import { showDeskMail } from "./routes/show-desk-mail.ts";
import { showDeskMailHtml } from "./routes/show-desk-mail-html.ts";
import { showDeskReport } from "./routes/show-desk-report.ts";
import { showDeskReportTable } from "./routes/show-desk-report-table.ts";
import { showDeskReview } from "./routes/show-desk-review.ts";
import { showMail } from "./routes/show-mail.ts";
import { showResend } from "./routes/show-resend.ts";
import { showResendHtml } from "./routes/show-resend-html.ts";
import { showReview } from "./routes/show-review.ts";
import { takeAction } from "./routes/take-action.ts";
import { takeReview } from "./routes/take-review.ts";
import { tellDelay } from "./routes/tell-delay.ts";
import { tellDelayAtDesk } from "./routes/tell-delay-at-desk.ts";

/** Every route of the HTTP API: what is not here is no function, and in no document. */
export const ROUTES: readonly Route[] = [
  listReviews, //         GET  submissions
  showReview, //          GET  submissions/{submissionId}
  resendNotification, //  POST submissions/{submissionId}/resend
  acknowledgeReview, //   POST submissions/{submissionId}/acknowledge
  tellDelay, //           POST submissions/{submissionId}/delay-notice
  pauseReview, //         POST submissions/{submissionId}/pause
  resumeReview, //        POST submissions/{submissionId}/resume
  showMail, //            GET  notifications/{notificationId}/mail
  previewEvent, //        POST preview
  reportAttainment, //    GET  sla/report
  forecastBreaches, //    GET  sla/forecast
  reportRecurrence, //    GET  policies/recurrence
  listRejected, //        GET  rejected
  replayRejected, //      POST rejected/{id}/replay
  showAction, //          GET  actions/{token}
  takeAction, //          POST actions/{token}
  checkHealth, //         GET  health
  makeShowApi(() => ROUTES), // GET openapi.json
  showDesk, //            GET  desk
  showDeskReview, //      GET  desk/reviews/{submissionId}
  takeReview, //          POST desk/reviews/{submissionId}/acknowledge
  pauseReviewAtDesk, //   POST desk/reviews/{submissionId}/pause
  resumeReviewAtDesk, //  POST desk/reviews/{submissionId}/resume
  showDelay, //           GET  desk/reviews/{submissionId}/delay-notice
  tellDelayAtDesk, //     POST desk/reviews/{submissionId}/delay-notice
  showResend, //          GET  desk/reviews/{submissionId}/resend
  resendAtDesk, //        POST desk/reviews/{submissionId}/resend
  showResendHtml, //      GET  desk/reviews/{submissionId}/resend/html
  showDeskMail, //        GET  desk/mails/{notificationId}
  showDeskMailHtml, //    GET  desk/mails/{notificationId}/html
  showDeskHealth, //      GET  desk/health
  replayAtDesk, //        POST desk/health/replay
  retryAtDesk, //         POST desk/health/retry
  releaseAtDesk, //       POST desk/health/release
  showDeskReport, //      GET  desk/report
  showDeskReportTable, // GET  desk/report/{table}
  showDeskAsset, //       GET  desk/assets/{asset}
];
