import type { Outcome } from "../../../../src/core/certification/event.ts";
import { wantedResultKind } from "../../../../src/core/notifications/result-mails.ts";

const CASES: readonly (readonly [Outcome, boolean, boolean, string | undefined])[] = [
  ["failed", false, false, "certificationFailed"],
  ["failed", true, true, "certificationFailed"],
  ["passed", false, false, undefined],
  ["passed", false, true, undefined],
  ["passed", true, false, "certificationCorrected"],
  ["passedWithNotes", false, false, undefined],
  ["passedWithNotes", false, true, "certificationPassedWithNotes"],
  ["passedWithNotes", true, false, "certificationCorrected"],
  ["passedWithNotes", true, true, "certificationCorrected"],
];

describe("wantedResultKind", () => {
  it.each(CASES)("of %s, a correction: %s, notes are mailed: %s, is %s", (outcome, isCorrection, notes, kind) => {
    expect(wantedResultKind({ outcome, isCorrection, notifyPassedWithNotes: notes })).toBe(kind);
  });
});
