import { pathParameters } from "../../../src/http/path-parameters.ts";
import { resendNotification } from "../../../src/http/routes/resend-notification.ts";
import { showReview } from "../../../src/http/routes/show-review.ts";

const url = (path: string) => `http://127.0.0.1:7071/api/submissions/${path}`;

describe("pathParameters", () => {
  it.each([
    ["1152921515689848683", showReview, "1152921515689848683"],
    ["a%2Fb%25c/resend", resendNotification, "a/b%c"],
    ["resend/resend/", resendNotification, "resend"],
    ["a%2Fresend", showReview, "a/resend"],
    ["%C3%A9?code=k", showReview, "é"],
  ] as const)("reads %s, decoded once", (path, route, id) => {
    expect(pathParameters(route, url(path))).toEqual({ submissionId: id });
  });

  it("knows no submission whose name cannot be decoded", () => {
    expect(() => pathParameters(showReview, url("%E0%A4"))).toThrow(
      expect.objectContaining({ code: "SUBMISSION_UNKNOWN" }),
    );
  });
});
