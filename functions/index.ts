import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";
import { QUEUES } from "../src/config/queues.ts";
import { ROUTES } from "../src/http/route-table.ts";
import { toBindings } from "../src/http/to-bindings.ts";

for (const { name, options } of toBindings(ROUTES, composition)) app.http(name, options);

app.serviceBusQueue("receive-certification-event", {
  connection: "SERVICE_BUS",
  queueName: QUEUES.results,
  // Bytes as they came: what is put aside is put aside whole.
  ...{ dataType: "binary" }, // known to the host, not to the types
  handler: async (message, context) => await (await composition()).receiveCertificationEvent(message, context),
});

app.serviceBusQueue("send-notification", {
  connection: "SERVICE_BUS",
  queueName: QUEUES.notifications,
  handler: async (message, context) => await (await composition()).sendNotification(message, context),
});

app.serviceBusQueue("record-delivery-report", {
  connection: "SERVICE_BUS",
  queueName: QUEUES.deliveryReports,
  ...{ dataType: "binary" },
  handler: async (message, context) => await (await composition()).recordDeliveryReport(message, context),
});

app.timer("sweep-sla", {
  // Due times are whole minutes, and the ledger tells its own time in whole seconds: at second 0 it may still be in the minute before.
  schedule: "2 * * * * *",
  handler: async (timer, context) => await (await composition()).sweepSla(timer, context),
});

// Off unless asked for: where there is nothing to look up, the function is not there.
if (process.env["PARTNER_CENTER_PRODUCTS"]?.trim()) {
  app.timer("poll-submissions", {
    schedule: "30 */5 * * * *",
    handler: async (timer, context) => await (await composition()).pollSubmissions(timer, context),
  });
}

// After everything is registered, a wrong setting stops the start and says why; earlier it would look like "no functions found".
app.hook.appStart(async () => {
  await composition();
});

app.hook.appTerminate(async () => {
  const made = await composition().catch(() => undefined); // a start that failed opened nothing, and has said why
  await made?.close();
});
