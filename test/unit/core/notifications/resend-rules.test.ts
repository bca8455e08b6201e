import { instant } from "../../../../src/core/instant.ts";
import { checkCoolDown, checkRecipients } from "../../../../src/core/notifications/resend-rules.ts";
import { failed, parsedEvent } from "../../../helpers/world.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const { event, bodyHash } = parsedEvent(failed());
const events = [{ event, bodyHash, sequence: 1, recordedAt: NOW }];

describe("checkRecipients", () => {
  const check = (recipients: readonly string[] | undefined, domains: readonly string[] = []) =>
    checkRecipients({ domains }, events, recipients);

  it.each([
    ["nobody in particular", undefined, []],
    ["a contact that an event names", ["ada@contoso.example"], []],
    ["an address of a domain of ours", ["eve@ours.example"], ["ours.example"]],
  ])("lets through %s", (_name, recipients, domains) => {
    expect(() => check(recipients, domains)).not.toThrow();
  });

  it.each([
    ["a stranger", "eve@evil.example", []],
    ["a domain that only ends like ours", "eve@notours.example", ["ours.example"]],
    ["a domain below ours", "eve@sub.ours.example", ["ours.example"]],
    ["our domain before the last at sign", '"x@ours.example"@evil.example', ["ours.example"]],
  ])("refuses %s, and says which it is", (_name, address, domains) => {
    const problems = [expect.stringMatching(/^recipients\.1: /)];
    const refusal = expect.objectContaining({ code: "REQUEST_INVALID", problems });
    expect(() => check(["ada@contoso.example", address], domains)).toThrow(refusal);
  });
});

describe("checkCoolDown", () => {
  const first = sampleNotification();
  const resentAt = (createdAt: string) => ({ ...first, resendOf: "n-1", createdAt: instant(createdAt) });
  const check = (...notifications: readonly ReturnType<typeof sampleNotification>[]) =>
    checkCoolDown({ coolDownInMs: 600_000 }, notifications, NOW);

  it.each([
    ["nothing was sent again", [first]],
    ["the last resend is old enough", [resentAt("2026-11-20T15:50:00Z")]],
  ])("lets through when %s", (_name, notifications) => {
    expect(() => check(...notifications)).not.toThrow();
  });

  it("says how long it takes since the last of many", () => {
    const refusal = expect.objectContaining({ code: "COOL_DOWN", retryAfterInMs: 1_000 });
    expect(() => check(resentAt("2026-11-20T15:50:01Z"), resentAt("2026-11-20T15:00:00Z"))).toThrow(refusal);
  });
});
