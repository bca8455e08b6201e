import { NotifierError } from "../../../src/core/errors.ts";
import { type Instant, instant, msBetween, plusMs } from "../../../src/core/instant.ts";
import { makePatience } from "../../../src/core/patience.ts";
import type { Clock, EntityStore } from "../../../src/core/ports.ts";
import { toldApart } from "../../../src/core/told-apart.ts";
import { patientQueue, patientRejectedMessages, patientStore } from "../../../src/core/verbs/patient-ports.ts";

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

/** A store that fails this often, then answers; a probe finds it as it is. */
const failing = (times: number, error: Error, probed: "away" | "there" = "away") => {
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
    transact: async (_table, partition) => {
      if (partition === "probe" && probed === "away") throw error;
      return { kind: "written", etags: [] };
    },
  };
  return { store, calls: () => calls };
};

const AWAY = new NotifierError("LEDGER_UNAVAILABLE");

const patiently = (store: EntityStore, clock: Clock): EntityStore =>
  patientStore(toldApart(store), makePatience(clock), clock);

describe("patientStore", () => {
  it("waits 2 s, and twice as long each time up to 30 s", async () => {
    const clock = makeClock();
    const { store } = failing(6, AWAY);
    expect(await patiently(store, clock).get("reviews", "p", "r")).toBeUndefined();
    expect(clock.slept).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("gives up before four minutes are over, with the last error", async () => {
    const clock = makeClock();
    const { store } = failing(1_000, AWAY);
    await expect(patiently(store, clock).get("reviews", "p", "r")).rejects.toBe(AWAY);
    const waited = msBetween(START, clock.now());
    expect(waited).toBeLessThanOrEqual(240_000);
    expect(waited).toBeGreaterThan(200_000);
  });

  it.each([new NotifierError("ENTITY_INVALID"), new NotifierError("LEDGER_CONTENDED"), new TypeError("bug")])(
    "does not wait for %s",
    async (error) => {
      const clock = makeClock();
      const { store, calls } = failing(1, error);
      await expect(patiently(store, clock).get("reviews", "p", "r")).rejects.toBe(error);
      expect(calls()).toBe(1);
      expect(clock.slept).toEqual([]);
    },
  );
});

describe("patientStore, when not everything is away", () => {
  it("waits half a minute while the ledger does not let us in, so that the message burns few deliveries", async () => {
    const clock = makeClock();
    const denied = new NotifierError("LEDGER_DENIED");
    await expect(patiently(failing(99, denied).store, clock).get("reviews", "p", "r")).rejects.toBe(denied);
    expect(clock.slept).toEqual([2_000, 4_000, 8_000, 16_000]);
  });

  it.each(["LEDGER_UNAVAILABLE", "LEDGER_DENIED"] as const)(
    "gives up within seconds when the ledger takes what others write, and keeps the words of %s",
    async (code) => {
      const clock = makeClock();
      const { store } = failing(99, new NotifierError(code, "500 InternalError"), "there");
      const error: unknown = await patiently(store, clock)
        .get("reviews", "p", "r")
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "LEDGER_STUCK", message: expect.stringContaining("500 InternalError") });
      expect(clock.slept).toEqual([2_000, 4_000]);
    },
  );

  it("waits longer for a partition that took a write of ours a moment ago", async () => {
    const clock = makeClock();
    const { store } = failing(4, AWAY, "there");
    const patient = patiently(store, clock);
    await patient.transact("reviews", "p", [{ kind: "upsert", rowKey: "r", fields: {} }]);
    expect(await patient.get("reviews", "p", "r")).toBeUndefined();
    expect(clock.slept).toEqual([2_000, 4_000, 8_000, 16_000]);
  });

  it("takes a refusal for the message's fault only while the ledger takes what others write", async () => {
    const refused = new NotifierError("LEDGER_REFUSED", "400 InvalidInput");
    const alone = patiently(failing(99, refused, "there").store, makeClock());
    await expect(alone.get("reviews", "p", "r")).rejects.toBe(refused);
    const all = patiently(failing(99, refused, "away").store, makeClock());
    await expect(all.get("reviews", "p", "r")).rejects.toMatchObject({ code: "LEDGER_DENIED" });
  });
});

describe("patientQueue and patientRejectedMessages", () => {
  it("wait while the bus is away", async () => {
    const clock = makeClock();
    let left = 3;
    const once = async () => {
      left -= 1;
      if (left > 0) throw new NotifierError("BUS_UNAVAILABLE");
    };
    await patientQueue({ send: once, schedule: once }, makePatience(clock)).send([{ notificationId: "n", attempt: 1 }]);
    expect(clock.slept).toEqual([2_000, 4_000]);
    left = 2;
    await patientRejectedMessages({ put: once }, makePatience(clock)).put({
      body: new Uint8Array(),
      properties: {},
      problems: [],
    });
    expect(clock.slept).toHaveLength(3);
  });
});

describe("makePatience", () => {
  const away = async () => {
    throw AWAY;
  };
  /** Fails this often, then answers. */
  const answersAfter = (failures: number) => {
    let left = failures;
    return async () => {
      left -= 1;
      if (left >= 0) throw AWAY;
    };
  };

  it("lets the calls of one invocation wait four minutes together, what comes between them included", async () => {
    const clock = makeClock();
    const { invocation, patiently: call } = makePatience(clock);
    await invocation(async () => {
      await call(answersAfter(6));
      await clock.sleep(30_000); // the mail provider
      await expect(call(away)).rejects.toBe(AWAY);
    });
    const took = msBetween(START, clock.now());
    expect(took).toBeLessThanOrEqual(240_000);
    expect(took).toBeGreaterThan(200_000);
  });

  it("waits no more for a call that comes when the time of its invocation is over", async () => {
    const clock = makeClock();
    const { invocation, patiently: call } = makePatience(clock);
    await invocation(async () => {
      await clock.sleep(239_000);
      await expect(call(away)).rejects.toBe(AWAY);
    });
    expect(clock.slept).toEqual([239_000]);
  });

  it("does not count twice what calls wait side by side", async () => {
    const clock = makeClock();
    const sleepers: (() => void)[] = [];
    const together: Clock = {
      now: clock.now,
      sleep: async (ms) => {
        if (sleepers.length === 0) void Promise.resolve().then(() => setImmediate(() => void wake(ms)));
        await new Promise<void>((resolve) => sleepers.push(resolve));
      },
    };
    const wake = async (ms: number) => {
      await clock.sleep(ms);
      for (const resolve of sleepers.splice(0)) resolve();
    };
    const { invocation, patiently: call } = makePatience(together);
    await invocation(async () => await Promise.all([call(answersAfter(9)), call(answersAfter(9))]));
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(180_000);
  });

  it("counts what was slept when the clock is set back meanwhile", async () => {
    let sleptInMs = 0;
    const stopped: Clock = {
      now: () => START,
      sleep: async (ms) => {
        sleptInMs += ms;
      },
    };
    const { invocation, patiently: call } = makePatience(stopped);
    await invocation(async () => {
      await call(answersAfter(5));
      await expect(call(away)).rejects.toBe(AWAY);
    });
    expect(sleptInMs).toBeLessThanOrEqual(240_000);
    expect(sleptInMs).toBeGreaterThan(200_000);
  });

  it("takes an invocation within another for a part of it, and those side by side for two", async () => {
    const clock = makeClock();
    const { invocation, patiently: call } = makePatience(clock);
    await invocation(async () => {
      await expect(invocation(async () => await call(away))).rejects.toBe(AWAY);
      const before = clock.slept.length;
      await expect(invocation(async () => await call(away))).rejects.toBe(AWAY);
      expect(clock.slept.length - before).toBeLessThanOrEqual(1);
    });
    await invocation(async () => await call(answersAfter(3)));
    expect(clock.slept.slice(-3)).toEqual([2_000, 4_000, 8_000]);
  });
});
