import { isInTime, isSound } from "./is-sound.ts";
import type { Way } from "./points.ts";
import type { PointResult } from "./run-matrix.ts";

const result = (over: Partial<PointResult> = {}): PointResult => ({
  way: "event",
  when: "after",
  effect: "hint",
  left: "the event out",
  mails: 1,
  state: "accepted",
  isUnknownKept: false,
  recoveryInMs: 60_000,
  rows: [],
  ...over,
});

const WAYS: readonly Way[] = ["sweep", "event", "rejected", "resend", "report", "retry", "acs silent", "acs"];

describe("isSound", () => {
  it("holds for one mail that its row calls accepted", () => {
    expect(isSound(result())).toBe(true);
  });

  it.each(WAYS)("never holds on the way %s for a state that nobody found, or for no state at all", (way) => {
    const states = ["undefined", "undefined, breached, announced 1×", "no row", "no row, breached, announced 1×", ""];
    expect(states.filter((state) => isSound(result({ way, state })))).toEqual([]);
  });

  it("does not hold for what had not come to its end when it was looked at", () => {
    expect(isSound(result({ recoveryInMs: undefined }))).toBe(false);
  });

  it.each([0, 2])("does not hold for %d mails", (mails) => {
    expect(isSound(result({ mails }))).toBe(false);
    expect(
      isSound(result({ mails, way: "acs", effect: "mail", state: "accepted, requested 1×", isUnknownKept: true })),
    ).toBe(false);
  });

  it("takes a second mail by SMTP only after the call, and only with a word of it in the row", () => {
    const second = { mails: 2, effect: "mail" } as const;
    expect(isSound(result({ ...second, isUnknownKept: true }))).toBe(true);
    expect(isSound(result({ ...second, isUnknownKept: false }))).toBe(false);
    expect(isSound(result({ ...second, when: "before", isUnknownKept: true }))).toBe(false);
  });

  it("does not take a second request to a service that can be asked", () => {
    expect(isSound(result({ way: "acs", state: "accepted, requested 1×" }))).toBe(true);
    expect(isSound(result({ way: "acs", state: "accepted, requested 2×" }))).toBe(false);
  });
});

describe("isInTime", () => {
  it("gives two minutes, unless the point has a limit of its own", () => {
    expect(isInTime(result({ recoveryInMs: 119_999 }))).toBe(true);
    expect(isInTime(result({ recoveryInMs: 120_000 }))).toBe(false);
    expect(isInTime(result({ recoveryInMs: 360_000, limitInMs: 540_000 }))).toBe(true);
    expect(isInTime(result({ recoveryInMs: undefined }))).toBe(false);
  });
});
