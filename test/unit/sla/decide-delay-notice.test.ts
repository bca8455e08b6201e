import { instant } from "../../../src/core/instant.ts";
import { type AskedNotice, decideDelayNotice } from "../../../src/core/sla/decide-delay-notice.ts";
import type { DelayNotice } from "../../../src/core/sla/delay-notice.ts";
import type { ReviewClock } from "../../../src/core/sla/review-clock.ts";
import { sampleRecord } from "../../helpers/sample-record.ts";
import { calendars, threeDays } from "./calendars.ts";

const NOW = instant("2026-11-19T18:00:00Z");
const DUE = instant("2026-11-20T01:00:00Z");
const EXPECTED = instant("2026-11-24T01:00:00Z");
const clock: ReviewClock = { state: "running", isProvisional: false, days: [], steps: [], dueAt: DUE };
const running = sampleRecord({ terms: threeDays, clock });
const { dueAt: _dueAt, ...undue } = clock;
const asked: AskedNotice = { expectedAt: EXPECTED, reason: "The lab is closed." };
const first: DelayNotice = { at: NOW, n: 2, expectedAt: EXPECTED, dueAt: DUE, reason: asked.reason };
const decide = (record = running, what = asked) => decideDelayNotice(calendars, record, what, NOW);

describe("decideDelayNotice", () => {
  it.each([
    ["begins with the second promise", running, asked, first],
    ["counts business days to their close", running, { businessDays: 2, reason: asked.reason }, first],
    ["keeps who told it, and drops who is nobody", running, { ...asked, by: "" }, first],
    ["names who told it", running, { ...asked, by: "Ada" }, { ...first, by: "Ada" }],
    ["gives the one in force when it says the same", { ...running, delayNotices: [first] }, asked, first],
    [
      "replaces one with another reason",
      { ...running, delayNotices: [first] },
      { ...asked, reason: "Still closed." },
      { ...first, n: 3, reason: "Still closed." },
    ],
  ])("%s", (_name, record, what, notice) => {
    expect(decide(record, what)).toEqual(notice);
  });

  it.each([
    ["a date that has passed", running, { ...asked, expectedAt: NOW }, "REQUEST_INVALID"],
    ["a date before the due time", running, { ...asked, expectedAt: DUE }, "REQUEST_INVALID"],
    ["a clock that has stopped", { ...running, clock: { ...clock, state: "met" as const } }, asked, "NOTHING_OPEN"],
    ["a review without a promise", sampleRecord({ clock }), asked, "NOTHING_OPEN"],
    ["a clock that waits", { ...running, clock: { ...undue, state: "paused" as const } }, asked, "NOTHING_OPEN"],
    ["a passed date before a stopped clock", sampleRecord(), { ...asked, expectedAt: NOW }, "REQUEST_INVALID"],
  ])("refuses %s", (_name, record, what, code) => {
    expect(() => decide(record, what)).toThrow(expect.objectContaining({ code }));
  });
});
