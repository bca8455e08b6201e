import { toTeamNotice } from "../../../src/core/notifications/compose/team-notice.ts";

const ABOUT = { submissionId: "s-1", offerName: "Contoso VM" };

describe("toTeamNotice", () => {
  it.each([
    ["notice|n", { state: "queued", reason: "noContacts" }, { code: "noContacts", ...ABOUT }],
    ["notice|n", { state: "queued", reason: "quota" }, undefined],
    ["unreached|r", { state: "bounced", reason: "550" }, { code: "nobodyReached", answer: "550", ...ABOUT }],
    ["unreached|r", { state: "suppressed", reason: "list" }, { code: "nobodyReached", answer: "list", ...ABOUT }],
    ["unreached|r", { state: "delivered" }, undefined],
    ["failed|n", { state: "failed", reason: "550" }, { code: "mailFailed", answer: "550", ...ABOUT }],
    ["failed|n", { state: "accepted" }, undefined],
    ["failed|n", { state: "bounced" }, undefined],
  ] as const)("tells of %s, with %j: %j", (cause, notification, expected) => {
    expect(toTeamNotice(cause, { ...notification, submissionId: "s-1" }, "Contoso VM")).toEqual(expected);
  });
});
