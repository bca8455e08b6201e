import type { OutgoingMail } from "../../../src/core/ports.ts";

export const sampleMail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  operationId: "0b2a6f0e-2f4e-5d5a-9c7b-6f1f6f0f7a11",
  from: "Certification <certification@notifier.example>",
  replyTo: "certification-team@notifier.example",
  to: { address: "ada@contoso.example", name: "Ada Lovelace" },
  subject: "Contoso VM did not pass certification",
  text: "The OS disk is smaller than 1 GiB.",
  html: "<p>The OS disk is smaller than 1 GiB.</p>",
  headers: {
    "Message-ID": "<0b2a6f0e-2f4e-5d5a-9c7b-6f1f6f0f7a11@notifier.example>",
    "In-Reply-To": "<thread-1@notifier.example>",
    References: "<thread-1@notifier.example>",
    "List-Id": "Certification results <certification.notifier.example>",
    "Auto-Submitted": "auto-generated",
  },
  ...changes,
});
