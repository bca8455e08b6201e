import { type Instant, instant, plusMs } from "../../../../src/core/instant.ts";
import { MOST_UNDER_WAY, makeSendGate, takePlaces } from "../../../../src/core/notifications/send-gate.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

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

describe("takePlaces", () => {
  const to = (address: string | undefined) => {
    const { address: _address, ...nobody } = sampleNotification();
    return { ...nobody, ...(address === undefined ? {} : { address }) };
  };
  const six = ["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example", "f@x.example"];

  it.each([
    ["at most four of an event, the first ones", six, 99, six.slice(0, 4)],
    ["as many as the gate has places for", six, 2, six.slice(0, 2)],
    ["none that nobody could get", [undefined, "a@x.example"], 99, ["a@x.example"]],
    ["none while the gate is closed", six, 0, []],
  ])("lets through %s", (_name, addresses, free, expected) => {
    let taken = 0;
    const gate = {
      enter: () => {
        if (taken >= free) return false;
        taken += 1;
        return true;
      },
    };
    expect(takePlaces(gate, addresses.map(to), NOW).map(({ address }) => address)).toEqual(expected);
    expect(taken).toBe(expected.length);
  });
});
