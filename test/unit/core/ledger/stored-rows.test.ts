import { instant } from "../../../../src/core/instant.ts";
import { fromEventEntity, fromReviewEntity } from "../../../../src/core/ledger/review-entity.ts";
import { toSummary } from "../../../../src/core/ledger/review-summary.ts";
import type { Entity } from "../../../../src/core/ports.ts";

const AT = instant("2026-11-20T17:00:00Z");

const row = (parts: Partial<Entity>): Entity => ({
  partitionKey: "p",
  rowKey: "r",
  etag: "1",
  writtenAt: AT,
  readAt: AT,
  fields: {},
  blobs: {},
  ...parts,
});

/** What the first build kept of a review: nothing that later ones added. */
const FIRST = {
  facts: {
    submissionId: "1",
    offer: { id: "contoso-vm", name: "Contoso VM", type: "azureVirtualMachine" },
    publisher: { id: "contoso" },
    contacts: [],
    traits: {},
  },
  clock: { state: "untracked", isProvisional: false, untrackedReason: "noSubmission", days: [], steps: [] },
  announcements: [],
  flags: [],
};

const review = (record: object): Entity => row({ blobs: { review: JSON.stringify(record) } });

describe("fromReviewEntity", () => {
  it("reads what the first build kept as it is", () => {
    expect(fromReviewEntity(review(FIRST))).toEqual({ record: FIRST, etag: "1" });
  });

  it.each([
    ["an instant of another form", { ...FIRST, nextStepAt: "2026-11-20T17:00:00Z" }],
    ["a state that is none", { ...FIRST, clock: { ...FIRST.clock, state: "late" } }],
    ["a contact without an address", { ...FIRST, facts: { ...FIRST.facts, contacts: [{ name: "Ada" }] } }],
    [
      "a step at no time",
      { ...FIRST, clock: { ...FIRST.clock, steps: [{ kind: "slaWarning", n: 1, isDone: false }] } },
    ],
  ])("refuses %s, naming the row", (_what, record) => {
    expect(() => fromReviewEntity(review(record))).toThrow("The row r of partition p cannot be read.");
  });
});

describe("fromEventEntity", () => {
  it("refuses an event of no kind that there is", () => {
    const event = { kind: "forgotten", eventKey: "k", submissionId: "1" };
    const recorded = { event, sequence: 1, bodyHash: "h", recordedAt: AT };
    expect(() => fromEventEntity(row({ blobs: { event: JSON.stringify(recorded) } }))).toThrow("cannot be read");
  });
});

describe("toSummary", () => {
  const fields = {
    submissionId: "1",
    offerId: "contoso-vm",
    offerName: "Contoso VM",
    offerType: "azureVirtualMachine",
    publisherId: "contoso",
    state: "running",
    isProvisional: false,
    dueAt: AT,
  };

  it("reads a row and no more of it than lists show", () => {
    const summary = toSummary({ rowKey: "o|p", fields: { ...fields, moved: 3 } });
    expect(summary).toEqual({ ...fields, partition: summary.partition });
  });

  it("shows that there is a review where its copy was edited to nonsense", () => {
    expect(toSummary({ rowKey: "o|p", fields: { ...fields, state: "late" } })).toMatchObject({
      submissionId: "",
      state: "untracked",
    });
  });
});
