import { hasCode } from "../../../src/core/errors.ts";
import { submissionIdOf } from "../../../src/handlers/submission-id.ts";

const url = (path: string) => ({ url: `http://127.0.0.1:7071/api/submissions/${path}` });

describe("submissionIdOf", () => {
  it.each([
    ["1152921515689848683", undefined, "1152921515689848683"],
    ["a%2Fb%25c/resend", "resend", "a/b%c"],
    ["resend/resend/", "resend", "resend"],
    ["a%2Fresend", undefined, "a/resend"],
    ["%C3%A9?code=k", undefined, "é"],
  ] as const)("reads %s, decoded once", (path, verb, id) => {
    expect(submissionIdOf(url(path), verb)).toBe(id);
  });

  it("knows no submission whose name cannot be decoded", () => {
    let error: unknown;
    try {
      submissionIdOf(url("%E0%A4"));
    } catch (thrown) {
      error = thrown;
    }
    expect(hasCode(error, "SUBMISSION_UNKNOWN")).toBe(true);
  });
});
