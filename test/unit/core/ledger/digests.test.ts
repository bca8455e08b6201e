import { instant } from "../../../../src/core/instant.ts";
import { type Digest, digestPart, newDigest, roomInPart } from "../../../../src/core/ledger/digests.ts";
import { addressMark } from "../../../../src/core/notifications/alert-teams.ts";
import type { Candidate } from "../../../../src/core/notifications/candidate.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const now = instant("2026-11-20T17:00:00Z");
const TEAMS = {
  alertRecipients: ["team@notifier.example"],
  alertRoutes: [{ offerTypes: ["azureVirtualMachine"], addresses: ["vm@notifier.example"] }],
};
const BASICS = { digestId: "digest-2", now, emailDomain: "notifier.example" };

const LATE: Candidate = { cause: "a", kind: "slaBreach", n: 1, offerType: "azureVirtualMachine", partition: "aa" };
const SOON: Candidate = { cause: "b", kind: "slaWarning", n: 1, offerType: "consultingService", partition: "bb" };

const older = (address: string) => ({
  etag: "e1",
  notification: sampleNotification({
    address,
    kind: "slaReminder",
    state: "queued",
    cause: "digest-1",
    absorbs: ["digest-0"],
  }),
});

const shape = ({ notifications }: Digest) =>
  notifications.map(({ notification: { address, kind, cause, absorbs } }) => ({ address, kind, cause, absorbs }));

describe("newDigest", () => {
  it("has a mail to each team that one of them is for, of the kind of the worst that this team is told", () => {
    expect(shape(newDigest(TEAMS, [LATE, SOON], new Map(), BASICS))).toEqual([
      { address: "vm@notifier.example", kind: "slaBreach", cause: "digest-2", absorbs: undefined },
      { address: "team@notifier.example", kind: "slaWarning", cause: "digest-2", absorbs: undefined },
    ]);
  });

  it("takes the place of an address's unsent digest, with all that this one had taken the place of", () => {
    const unsent = new Map([["team@notifier.example", older("team@notifier.example")]]);
    const digest = newDigest(TEAMS, [SOON], unsent, BASICS);
    expect(shape(digest)).toEqual([
      { address: "team@notifier.example", kind: "slaReminder", cause: "digest-2", absorbs: ["digest-0", "digest-1"] },
    ]);
    expect(digest.absorbed).toEqual([older("team@notifier.example")]);
  });
});

describe("digestPart", () => {
  const keysOf = (digest: Digest, isLast: boolean) =>
    digestPart(TEAMS, digest, [LATE, SOON], { now, isLast }).writes.map(
      ({ kind, rowKey }) => `${kind} ${rowKey.split("|")[0]}`,
    );

  it("puts digest, takeover and insert-or-fail announcements into one transaction", () => {
    const unsent = new Map([["team@notifier.example", older("team@notifier.example")]]);
    expect(keysOf(newDigest(TEAMS, [LATE, SOON], unsent, BASICS), true)).toEqual([
      "insert 3-notification",
      "insert 3-notification",
      "insert 6-members",
      "upsert 9-purge",
      "replace 3-notification",
      "upsert 8-latest",
      "upsert 8-latest",
      "insert 5-announcement",
      "insert 5-announcement",
    ]);
  });

  it("changes the mails by their etags in a later part, so that whoever claimed one has closed the digest", () => {
    const digest = { ...newDigest(TEAMS, [LATE, SOON], new Map(), BASICS), parts: 1 };
    expect(keysOf(digest, true)).toEqual([
      "replace 3-notification",
      "replace 3-notification",
      "insert 6-members",
      "insert 5-announcement",
      "insert 5-announcement",
    ]);
  });

  it("holds the mails back for a minute until the last part", () => {
    const digest = newDigest(TEAMS, [LATE], new Map(), BASICS);
    const at = (isLast: boolean) => digestPart(TEAMS, digest, [LATE], { now, isLast }).notifications[0]?.nextAttemptAt;
    expect([at(false), at(true)]).toEqual(["2026-11-20T17:01:00.0000000Z", undefined]);
  });

  it("names the addresses of a member that is not for all", () => {
    const digest = newDigest(TEAMS, [LATE, SOON], new Map(), BASICS);
    const members = digestPart(TEAMS, digest, [LATE], { now, isLast: true }).writes.flatMap((write) =>
      "blobs" in write && write.blobs?.members !== undefined ? JSON.parse(write.blobs.members) : [],
    );
    expect(members).toEqual([
      { cause: "a", kind: "slaBreach", n: 1, partition: "aa", to: [addressMark("vm@notifier.example")] },
    ]);
  });
});

describe("roomInPart", () => {
  it.each([
    [1, 95],
    [20, 38],
    [21, 77],
    [200, 1],
  ])("leaves a transaction of a hundred writes room beside %i addresses", (addresses, room) => {
    expect(roomInPart(Array.from({ length: addresses }, (_, n) => `team-${n}@notifier.example`))).toBe(room);
  });
});
