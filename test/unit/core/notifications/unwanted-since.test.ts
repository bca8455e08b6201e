import { instant } from "../../../../src/core/instant.ts";
import { unwantedSince } from "../../../../src/core/notifications/unwanted-since.ts";
import { sampleRecord } from "../../../helpers/sample-record.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const { facts } = sampleRecord();
const notice = { at: NOW, n: 2, expectedAt: NOW, dueAt: NOW, reason: "The lab is closed." };
const result = { eventKey: "event-1", resultKey: "result-1", completedAt: NOW, outcome: "failed" as const };
const failed = sampleRecord({ facts: { ...facts, result } });
const told = sampleRecord({ delayNotices: [notice] });
const withdrawn = sampleRecord({ facts: { ...facts, result, cancelledAt: NOW } });
const toldTwice = sampleRecord({ delayNotices: [notice, { ...notice, n: 3 }] });

describe("unwantedSince", () => {
  it.each([
    ["the result that counts", { resultKey: "result-1" }, failed, undefined],
    ["the result before it", { resultKey: "result-0" }, failed, "newerResult"],
    ["a result of what was withdrawn", { resultKey: "result-1" }, withdrawn, "submissionCancelled"],
    ["the last notice of delay", { promise: 2 }, told, undefined],
    ["the notice before it", { promise: 2 }, toldTwice, "newerNotice"],
    ["a notice of delay when a result has come", { promise: 2 }, failed, "newerResult"],
  ])("judges a mail of %s", (_name, notification, record, why) => {
    expect(unwantedSince(notification, record)).toBe(why);
  });
});
