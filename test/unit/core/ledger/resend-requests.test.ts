import { repeatedResend } from "../../../../src/core/ledger/resend-requests.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const [ada, bob] = ["ada@contoso.example", "bob@contoso.example"].map((address) => sampleNotification({ address }));
if (ada === undefined || bob === undefined) throw new TypeError("Expected two notifications.");
const earlier = { requestHash: "h1", notificationIds: [ada.notificationId] };

describe("repeatedResend", () => {
  it("answers with what the first request made", () => {
    expect(repeatedResend(earlier, "h1", [bob, ada])).toEqual([ada]);
  });

  it("has no answer while the first request's notifications were not read", () => {
    expect(repeatedResend(earlier, "h1", [bob])).toBeUndefined();
  });

  it("refuses another request under the same key", () => {
    expect(() => repeatedResend(earlier, "h2", [ada])).toThrow(
      expect.objectContaining({ code: "IDEMPOTENCY_KEY_REUSED" }),
    );
  });
});
