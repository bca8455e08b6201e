import { instant, plusMs } from "../../../../src/core/instant.ts";
import { addressMark } from "../../../../src/core/notifications/alert-teams.ts";
import { judgeLink } from "../../../../src/core/notifications/judge-link.ts";
import { sampleRecord } from "../../../helpers/sample-record.ts";
import { threeDays } from "../../sla/calendars.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const TEAM = "sla-team@notifier.example";
const link = { mark: addressMark(TEAM), expiresAt: plusMs(NOW, 1_000) };
const record = sampleRecord({ terms: threeDays });
const open = { isUsed: false, address: TEAM, record };
const stopped = sampleRecord({ terms: threeDays, clock: { ...record.clock, state: "met" } });

describe("judgeLink", () => {
  it.each([
    ["open", link, open, undefined],
    ["used", link, { ...open, isUsed: true }, "used"],
    ["used, whatever else there is about it", { ...link, expiresAt: NOW }, { ...open, isUsed: true }, "used"],
    ["at its end", { ...link, expiresAt: NOW }, open, "expired"],
    ["of a mail to somebody else", link, { ...open, address: "eve@evil.example" }, "expired"],
    ["of a mail that is gone", link, { ...open, address: undefined }, "expired"],
    ["about a review that is gone", link, { ...open, record: undefined }, "expired"],
    ["about a clock that has stopped", link, { ...open, record: stopped }, "closed"],
    ["about a review without a promise", link, { ...open, record: sampleRecord() }, "closed"],
  ])("knows a link that is %s", (_name, judged, about, why) => {
    expect(judgeLink(judged, about, NOW)).toBe(why);
  });
});
