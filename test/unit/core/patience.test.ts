import { NotifierError } from "../../../src/core/errors.ts";
import { type Instant, instant, msBetween, plusMs } from "../../../src/core/instant.ts";
import { patientQueue, patientRejectedMessages, patientStore } from "../../../src/core/patience.ts";
import type { EntityStore } from "../../../src/core/ports.ts";

const START = instant("2026-11-20T16:00:00Z");

const makeClock = () => {
  let now: Instant = START;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now = plusMs(now, ms);
  };
  return { now: () => now, sleep, slept };
};

/** A store that fails this often, then answers. */
const failing = (times: number, error: Error) => {
  let left = times;
  let calls = 0;
  const store: EntityStore = {
    get: async () => {
      calls += 1;
      left -= 1;
      if (left >= 0) throw error;
      return undefined;
    },
    list: async () => ({ entities: [], now: START }),
    listAcross: async () => ({ entities: [], now: START }),
    transact: async () => ({ kind: "written", etags: [] }),
  };
  return { store, calls: () => calls };
};

const AWAY = new NotifierError("LEDGER_UNAVAILABLE");

describe("patientStore", () => {
  it("waits 2 s, and twice as long each time up to 30 s", async () => {
    const clock = makeClock();
    const { store } = failing(6, AWAY);
    expect(await patientStore(store, clock).get("reviews", "p", "r")).toBeUndefined();
    expect(clock.slept).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("gives up before four minutes are over, with the last error", async () => {
    const clock = makeClock();
    const { store } = failing(1_000, AWAY);
    await expect(patientStore(store, clock).get("reviews", "p", "r")).rejects.toBe(AWAY);
    const waited = msBetween(START, clock.now());
    expect(waited).toBeLessThanOrEqual(240_000);
    expect(waited).toBeGreaterThan(200_000);
  });

  it.each([new NotifierError("ENTITY_INVALID"), new NotifierError("LEDGER_CONTENDED"), new TypeError("bug")])(
    "does not wait for %s",
    async (error) => {
      const clock = makeClock();
      const { store, calls } = failing(1, error);
      await expect(patientStore(store, clock).get("reviews", "p", "r")).rejects.toBe(error);
      expect(calls()).toBe(1);
      expect(clock.slept).toEqual([]);
    },
  );
});

describe("patientQueue and patientRejectedMessages", () => {
  it("wait while the bus is away", async () => {
    const clock = makeClock();
    let left = 3;
    const once = async () => {
      left -= 1;
      if (left > 0) throw new NotifierError("BUS_UNAVAILABLE");
    };
    await patientQueue({ send: once, schedule: once }, clock).send([{ notificationId: "n", attempt: 1 }]);
    expect(clock.slept).toEqual([2_000, 4_000]);
    left = 2;
    await patientRejectedMessages({ put: once }, clock).put({ body: new Uint8Array(), properties: {}, problems: [] });
    expect(clock.slept).toHaveLength(3);
  });
});
