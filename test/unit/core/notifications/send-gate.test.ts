import { type Instant, instant, plusMs } from "../../../../src/core/instant.ts";
import { MOST_UNDER_WAY, makeSendGate } from "../../../../src/core/notifications/send-gate.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const later = (ms: number): Instant => plusMs(NOW, ms);

describe("makeSendGate", () => {
  it("lets no more through than leave places for recording", () => {
    const gate = makeSendGate();
    const entered = Array.from({ length: 20 }, () => gate.enter(NOW)).filter(Boolean);
    expect(entered).toHaveLength(MOST_UNDER_WAY);
    gate.leave(NOW);
    expect(gate.enter(NOW)).toBe(true);
    expect(gate.enter(NOW)).toBe(false);
  });

  it.each([
    ["fails", NOW, later(10), false],
    ["takes over five seconds", NOW, later(5_000), true],
  ])(
    "closes when a call %s, lets one try in a while, and opens with the first that is well",
    (_why, from, to, isWell) => {
      const gate = makeSendGate();
      gate.sent(from, to, isWell);
      expect(gate.enter(to)).toBe(false);
      const probe = plusMs(to, 5_000);
      expect([gate.enter(probe), gate.enter(probe), gate.enter(plusMs(probe, 4_999))]).toEqual([true, false, false]);
      gate.sent(probe, plusMs(probe, 20), true);
      expect([gate.enter(plusMs(probe, 20)), gate.enter(plusMs(probe, 20))]).toEqual([true, true]);
    },
  );

  it("closes while a send is under way for five seconds, before anybody knows how it ends", () => {
    const gate = makeSendGate();
    expect(gate.enter(NOW)).toBe(true);
    expect(gate.enter(later(4_999))).toBe(true);
    expect(gate.enter(later(5_000))).toBe(false);
    gate.leave(NOW);
    gate.sent(NOW, later(5_100), false);
    expect(gate.enter(later(10_099))).toBe(false);
    expect(gate.enter(later(10_100))).toBe(true);
  });
});
