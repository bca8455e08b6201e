import { randomUUID } from "node:crypto";
import type { ServiceBusMessage } from "@azure/service-bus";

/** An event as a producer writes it. */
export type Event = { [name: string]: unknown; data: Record<string, unknown> };

/** A submission id that no other test uses. */
export const newSubmissionId = (): string => `sub-${randomUUID()}`;

/** A failed review of a virtual machine with one contact; `data` replaces fields of it. */
export const failedEvent = (data: Record<string, unknown> = {}, attributes: Record<string, unknown> = {}): Event => {
  const submissionId = (data["submissionId"] as string | undefined) ?? newSubmissionId();
  return {
    specversion: "1.0",
    id: `evt-${randomUUID()}`,
    source: "/test/certification",
    type: "marketplace.certification.completed",
    time: "2026-11-20T16:20:00Z",
    datacontenttype: "application/json",
    ...attributes,
    data: {
      submissionId,
      offer: { id: `offer-${submissionId}`, name: "Contoso VM", type: "azureVirtualMachine" },
      publisher: { id: "contoso", name: "Contoso Ltd" },
      contacts: [{ name: "Ada", email: "ada@contoso.example" }],
      submittedAt: "2026-11-19T09:00:00Z",
      completedAt: "2026-11-20T16:19:58.1234567Z",
      outcome: "failed",
      findings: [{ policy: "200.3.3", title: "OS disk size", message: "The OS disk is smaller than 1 GiB." }],
      reportUrl: "https://partner.microsoft.com/report",
      ...data,
    },
  };
};

/** A review that starts. */
export const submittedEvent = (data: Record<string, unknown> = {}): Event => {
  const event = failedEvent(data, { type: "marketplace.certification.submitted" });
  const { completedAt: _at, outcome: _outcome, findings: _findings, reportUrl: _url, ...rest } = event.data;
  return { ...event, data: rest };
};

/** Structured mode: the body is the event. */
export const structured = (event: unknown): ServiceBusMessage => raw(Buffer.from(JSON.stringify(event)));

/** A body of these bytes. */
export const raw = (bytes: Buffer): ServiceBusMessage => ({
  body: bytes,
  contentType: "application/cloudevents+json",
  messageId: `msg-${randomUUID()}`,
});

/** Binary mode: the body is `data`, the attributes are application properties under this prefix. */
export const binary = ({ data, ...attributes }: Event, prefix: "cloudEvents:" | "cloudEvents_"): ServiceBusMessage => ({
  body: Buffer.from(JSON.stringify(data)),
  contentType: "application/json",
  messageId: `msg-${randomUUID()}`,
  applicationProperties: Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`${prefix}${name}`, String(value)]),
  ),
});
