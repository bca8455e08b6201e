import { NotifierError } from "../../../src/core/errors.ts";
import { toProblem } from "../../../src/http/problem.ts";

describe("toProblem", () => {
  it.each([
    ["SUBMISSION_UNKNOWN", 404],
    ["REQUEST_INVALID", 422],
    ["CURSOR_INVALID", 400],
    ["BODY_TOO_LARGE", 413],
    ["MEDIA_TYPE_UNSUPPORTED", 415],
    ["NOTHING_TO_RESEND", 409],
    ["IDEMPOTENCY_KEY_REUSED", 409],
    ["LEDGER_UNAVAILABLE", 503],
    ["ENTITY_INVALID", 500],
  ] as const)("answers %s with %d", (code, status) => {
    const problem = toProblem(new NotifierError(code));
    expect(problem.status).toBe(status);
    expect(JSON.parse(problem.text?.body ?? "").code).toBe(status === 500 ? "INTERNAL" : code);
  });

  it("says when to come back, in whole seconds", () => {
    const problem = toProblem(new NotifierError("COOL_DOWN", undefined, { retryAfterInMs: 40_001 }));
    expect(problem).toMatchObject({ status: 429, headers: { "retry-after": "41" } });
  });

  it("says nothing of the inside in a 5xx", () => {
    for (const error of [
      new Error("secret"),
      new NotifierError("INTERNAL", "secret"),
      new NotifierError("LEDGER_UNAVAILABLE", "secret"),
    ]) {
      expect(JSON.stringify(toProblem(error))).not.toContain("secret");
    }
  });
});
