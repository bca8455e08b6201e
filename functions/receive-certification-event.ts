import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";
import { QUEUES } from "../src/queues.ts";

app.serviceBusQueue("receive-certification-event", {
  connection: "SERVICE_BUS",
  queueName: QUEUES.results,
  // Bytes as they came: what is put aside is put aside whole.
  ...{ dataType: "binary" }, // known to the host, not to the types
  handler: async (message, context) => await (await composition()).receiveCertificationEvent(message, context),
});
