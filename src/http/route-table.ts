import type { Route } from "./route.ts";
import { acknowledgeReview } from "./routes/acknowledge-review.ts";
import { checkHealth } from "./routes/check-health.ts";
import { forecastBreaches } from "./routes/forecast-breaches.ts";
import { listRejected } from "./routes/list-rejected.ts";
import { listReviews } from "./routes/list-reviews.ts";
import { pauseReview } from "./routes/pause-review.ts";
import { previewEvent } from "./routes/preview-event.ts";
import { replayRejected } from "./routes/replay-rejected.ts";
import { reportAttainment } from "./routes/report-attainment.ts";
import { resendNotification } from "./routes/resend-notification.ts";
import { resumeReview } from "./routes/resume-review.ts";
import { makeShowApi } from "./routes/show-api.ts";
import { showDesk } from "./routes/show-desk.ts";
import { showDeskAsset } from "./routes/show-desk-asset.ts";
import { showMail } from "./routes/show-mail.ts";
import { showReview } from "./routes/show-review.ts";

/** Every route of the HTTP API: what is not here is no function, and in no document. */
export const ROUTES: readonly Route[] = [
  listReviews, //         GET  submissions
  showReview, //          GET  submissions/{submissionId}
  resendNotification, //  POST submissions/{submissionId}/resend
  acknowledgeReview, //   POST submissions/{submissionId}/acknowledge
  pauseReview, //         POST submissions/{submissionId}/pause
  resumeReview, //        POST submissions/{submissionId}/resume
  showMail, //            GET  notifications/{notificationId}/mail
  previewEvent, //        POST preview
  reportAttainment, //    GET  sla/report
  forecastBreaches, //    GET  sla/forecast
  listRejected, //        GET  rejected
  replayRejected, //      POST rejected/{id}/replay
  checkHealth, //         GET  health
  makeShowApi(() => ROUTES), // GET openapi.json
  showDesk, //            GET  desk
  showDeskAsset, //       GET  desk/assets/{asset}
];
