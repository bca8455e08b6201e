import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";
import "./get-health.ts";
import "./get-mail.ts";
import "./get-openapi.ts";
import "./get-sla-report.ts";
import "./get-submission.ts";
import "./list-rejected.ts";
import "./list-submissions.ts";
import "./preview-event.ts";
import "./receive-certification-event.ts";
import "./record-delivery-report.ts";
import "./replay-rejected.ts";
import "./resend-notification.ts";
import "./send-notification.ts";
import "./sweep-sla.ts";

// After everything is registered, a wrong setting stops the start and says why; earlier it would look like "no functions found".
app.hook.appStart(async () => {
  await composition();
});

app.hook.appTerminate(async () => {
  const made = await composition().catch(() => undefined); // a start that failed opened nothing, and has said why
  await made?.close();
});
