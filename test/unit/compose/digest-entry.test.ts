import { instant } from "../../../src/core/instant.ts";
import { readLink } from "../../../src/core/notifications/action-link.ts";
import { addressMark } from "../../../src/core/notifications/alert-teams.ts";
import { toDigestEntry, toldOf } from "../../../src/core/notifications/compose/digest-entry.ts";
import { makeDigestLinks } from "../../../src/core/notifications/compose/digest-links.ts";
import { foldClock } from "../../../src/core/sla/fold-clock.ts";
import type { ReviewRecord } from "../../../src/core/sla/review-record.ts";
import { calendars, rules, threeDays } from "../sla/calendars.ts";

const BEFORE = instant("2026-11-19T22:00:00Z");
const AFTER = instant("2026-11-24T18:00:00Z");

const aRecord = (more: Partial<ReviewRecord> = {}): ReviewRecord => ({
  facts: { submissionId: "s", offer: { id: "o", name: "O", type: "saas" }, publisher: { id: "p", name: "P" } } as never,
  terms: threeDays,
  clock: foldClock([{ kind: "submitted", at: instant("2026-11-16T17:00:00Z"), eventKey: "e" }], rules, []),
  announcements: [],
  flags: [],
  ...more,
});
const takenAt = (at: string, until = "2026-11-30T18:00:00Z"): Partial<ReviewRecord> => ({
  acknowledgements: [{ at: instant(at), by: "Ada", until: instant(until) }] as never,
});

describe("toldOf", () => {
  it("names each review once, with all that there is to tell of it, and no notice", () => {
    const told = toldOf([
      { partition: "a", kind: "slaWarning" },
      { kind: "teamNotice" },
      { partition: "b", kind: "slaReminder" },
      { partition: "a", kind: "slaBreach" },
    ]);
    expect([...told].map(([partition, kinds]) => [partition, [...kinds]])).toEqual([
      ["a", ["slaWarning", "slaBreach"]],
      ["b", ["slaReminder"]],
    ]);
  });
});

describe("toDigestEntry", () => {
  it.each([
    ["due soon", BEFORE, ["slaWarning"], {}, "dueSoon", true],
    ["newly late", AFTER, ["slaWarning", "slaBreach"], {}, "newlyLate", true],
    ["still late", AFTER, ["slaReminder"], {}, "stillLate", true],
    ["nobody's", AFTER, ["slaEscalation"], {}, "nobodys", true],
    [
      "nobody's, for it was given back before it was late",
      AFTER,
      ["slaEscalation"],
      takenAt("2026-11-18T18:00:00Z", "2026-11-19T18:00:00Z"),
      "nobodys",
      true,
    ],
    ["taken on by now", AFTER, ["slaEscalation"], takenAt("2026-11-24T17:00:00Z"), "stillLate", false],
    ["shown beside others", AFTER, [], {}, "stillLate", false],
  ] as const)("shows one that is %s", (_what, now, told, more, standing, isNews) => {
    expect(toDigestEntry(aRecord(more), new Set(told), calendars, now)).toMatchObject({ entry: { standing }, isNews });
  });

  it("tells how late it is and what is left, in business time", () => {
    expect(toDigestEntry(aRecord(), new Set(), calendars, BEFORE)?.entry).toMatchObject({
      lateInBusinessDays: 0,
      businessHoursLeft: 3,
    });
    expect(toDigestEntry(aRecord(), new Set(), calendars, AFTER)?.entry.lateInBusinessDays).toBe(2);
  });

  it("shows none whose clock has stopped, or has no due time", () => {
    const clock = { ...aRecord().clock, state: "met" as const };
    expect(toDigestEntry(aRecord({ clock }), new Set(["slaBreach"]), calendars, AFTER)).toBeUndefined();
    const { dueAt: _due, ...paused } = { ...aRecord().clock, state: "paused" as const };
    expect(toDigestEntry(aRecord({ clock: paused }), new Set(["slaBreach"]), calendars, AFTER)).toBeUndefined();
  });
});

describe("makeDigestLinks", () => {
  const partition = "ab".repeat(32);
  const mail = { notificationId: `n-alerts-${"cd".repeat(16)}`, address: "ada@team.example", createdAt: BEFORE };
  const settings = { keys: ["new", "old"], baseUrl: "https://desk.example/api/actions/" };

  it("signs a link for each action with the first key, good for a week and for this mail alone", () => {
    const links = makeDigestLinks(settings, mail)?.(partition) ?? [];
    expect(links.map(({ action }) => action)).toEqual(["take", "snooze", "tell"]);
    for (const { action, url } of links) {
      expect(url.startsWith(settings.baseUrl)).toBe(true);
      expect(readLink(url.slice(settings.baseUrl.length), ["new"])).toEqual({
        action,
        partition,
        notificationId: mail.notificationId,
        mark: addressMark(mail.address),
        expiresAt: instant("2026-11-26T22:00:00Z"),
      });
    }
  });

  it("makes none where mails hold none", () => {
    expect(makeDigestLinks(undefined, mail)).toBeUndefined();
    expect(makeDigestLinks({ ...settings, keys: [] }, mail)).toBeUndefined();
  });
});
