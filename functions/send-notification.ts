import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";
import { QUEUES } from "../src/queues.ts";

app.serviceBusQueue("send-notification", {
  connection: "SERVICE_BUS",
  queueName: QUEUES.notifications,
  handler: async (message, context) => await (await composition()).sendNotification(message, context),
});
