import { instant } from "../../src/core/instant.ts";
import type { ReviewRecord } from "../../src/core/sla/review-record.ts";

/** A review that runs by no terms: a test gives it what it is about. */
export const sampleRecord = (overrides: Partial<ReviewRecord> = {}): ReviewRecord => ({
  facts: {
    submissionId: "1152921515689848683",
    offer: { id: "contoso-vm", name: "Contoso VM", type: "azureVirtualMachine" },
    publisher: { id: "contoso" },
    contacts: [{ email: "ada@contoso.example", name: "Ada" }],
    traits: {},
    submittedAt: instant("2026-11-16T17:00:00Z"),
  },
  clock: { state: "running", isProvisional: false, days: [], steps: [] },
  announcements: [],
  flags: [],
  ...overrides,
});
