import type { CertificationEvent } from "../../../../src/core/certification/event.ts";
import { parseEvent } from "../../../../src/core/certification/parse-event.ts";
import { foldReview, type RecordedEvent } from "../../../../src/core/certification/review.ts";
import { instant } from "../../../../src/core/instant.ts";
import { fc } from "../../../helpers/fast-check.ts";
import { anEvent, failed, passed, submitted } from "../../../helpers/world.ts";

const read = (event: object): CertificationEvent => {
  const parsed = parseEvent({ body: new TextEncoder().encode(JSON.stringify(event)), properties: {} });
  if (parsed.kind !== "valid") throw new TypeError(parsed.problems.join());
  return parsed.event;
};

const record = (events: readonly object[]): RecordedEvent[] =>
  events.map((event, index) => ({
    event: read(event),
    sequence: index + 1,
    bodyHash: "",
    recordedAt: instant("2026-11-20T16:00:00Z"),
  }));

describe("foldReview", () => {
  it("gives the same review for every order of arrival of events that happened at different times", () => {
    const events = [
      submitted(),
      anEvent("paused", { at: "2026-11-18T20:00:00Z", contacts: [{ email: "bo@contoso.example" }] }),
      anEvent("resumed", { at: "2026-11-18T21:00:00Z", contacts: [] }),
      failed({ completedAt: "2026-11-20T10:00:00Z" }),
      passed({ completedAt: "2026-11-20T11:00:00Z", contacts: [] }),
    ];
    const expected = foldReview(record(events));
    void fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
        expect(foldReview(record(order))).toEqual(expected);
      }),
    );
    expect(expected).toMatchObject({ result: { outcome: "passed" }, contacts: [{ email: "ada@contoso.example" }] });
  });

  it("lets the later to arrive of two results of one instant count", () => {
    const completedAt = "2026-11-20T10:00:00Z";
    expect(foldReview(record([failed({ completedAt }), passed({ completedAt })])).result?.outcome).toBe("passed");
    expect(foldReview(record([passed({ completedAt }), failed({ completedAt })])).result?.outcome).toBe("failed");
  });

  it("forgets a withdrawal before the result, and keeps one after it", () => {
    const withdrawn = (cancelledAt: string) => foldReview(record([failed(), anEvent("cancelled", { cancelledAt })]));
    expect(withdrawn("2026-11-20T12:00:00Z").cancelledAt).toBeUndefined();
    expect(withdrawn("2026-11-20T18:00:00Z").cancelledAt).toBe(instant("2026-11-20T18:00:00Z"));
  });

  it("takes the time of the submission from the submission, whatever others say", () => {
    const facts = foldReview(record([failed({ submittedAt: "2026-11-01T00:00:00Z" }), submitted()]));
    expect(facts.submittedAt).toBe(instant("2026-11-18T18:00:00Z"));
  });

  it("needs an event", () => expect(() => foldReview([])).toThrow(TypeError));
});
