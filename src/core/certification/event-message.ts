import type { ReplayedMessage } from "../ports.ts";

/** The queue by which events come in, those of any producer and our own. */
export const RESULTS_QUEUE = "certification-results";

/** An event in structured mode, as a message for that queue. */
export const toEventMessage = (messageId: string, event: string): ReplayedMessage => ({
  messageId,
  contentType: "application/cloudevents+json",
  body: new TextEncoder().encode(event),
  properties: {},
});
