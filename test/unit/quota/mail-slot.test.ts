import { instant } from "../../../src/core/instant.ts";
import { hasSlot, slotKindOf } from "../../../src/core/notifications/mail-slot.ts";
import { NOTIFICATION_KINDS } from "../../../src/core/notifications/notification-kind.ts";
import { quotaUse } from "../../../src/core/notifications/quota-use.ts";

const NOW = instant("2026-11-20T16:00:00Z");

describe("hasSlot", () => {
  it.each([
    ["took none", undefined, false],
    ["has one to come", instant("2026-11-20T16:00:01Z"), false],
    ["has one that comes now", NOW, true],
    ["has one from five seconds ago", instant("2026-11-20T15:59:55Z"), true],
    ["has one from before that", instant("2026-11-20T15:59:54.999Z"), false],
  ])("of a notification that %s", (_what, quotaSlotAt, expected) => {
    expect(hasSlot(quotaSlotAt === undefined ? {} : { quotaSlotAt }, NOW)).toBe(expected);
  });
});

describe("slotKindOf", () => {
  it("keeps slots for what the team is told, and for nothing else", () => {
    const alerts = NOTIFICATION_KINDS.filter((kind) => slotKindOf({ kind }) === "alert");
    expect(alerts.toSorted()).toEqual(["slaBreach", "slaReminder", "slaWarning", "teamNotice"]);
  });
});

describe("quotaUse", () => {
  it("counts both lanes: the last minute, the last hour, and what is to come", () => {
    const second = Date.UTC(2026, 10, 20, 16) / 1000;
    const runs = (...ago: number[]) => ago.map((seconds) => ({ second: second - seconds, count: 2 }));
    const taken = { ordinary: runs(3_600, 3_599, 60, 59), alerts: runs(0, -1, -90) };
    expect(quotaUse({ perMinute: 30 }, taken, NOW)).toEqual({ perMinute: 30, lastMinute: 4, lastHour: 8, ahead: 4 });
  });
});
