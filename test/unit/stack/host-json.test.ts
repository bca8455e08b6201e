import { join } from "node:path";
import { readHostSettings } from "functions-laptop/host-settings";

describe("host.json", () => {
  it("is read by the host as it is meant", () => {
    expect(readHostSettings(join(__dirname, "../../.."), {})).toMatchObject({
      routePrefix: "api",
      functionTimeoutInMs: 600_000,
      maxConcurrentCalls: 16,
      maxLockRenewalInMs: 300_000,
    });
  });
});
