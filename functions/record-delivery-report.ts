import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";
import { QUEUES } from "../src/queues.ts";

app.serviceBusQueue("record-delivery-report", {
  connection: "SERVICE_BUS",
  queueName: QUEUES.deliveryReports,
  // Bytes as they came: what is put aside is put aside whole.
  ...{ dataType: "binary" }, // known to the host, not to the types
  handler: async (message, context) => await (await composition()).recordDeliveryReport(message, context),
});
