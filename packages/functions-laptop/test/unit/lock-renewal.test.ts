import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";
import { keepLock } from "../../src/lock-renewal.ts";

const until = async (isDone: () => boolean): Promise<void> => {
  const deadline = Date.now() + 5_000;
  while (!isDone() && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
};

/** A receiver that grants 1.1 s at a time, so that a renewal is due after about half a second. */
const makeReceiver = (renew: () => Promise<Date>) => {
  const renewals: number[] = [];
  const receiver = {
    renewMessageLock: () => {
      renewals.push(Date.now());
      return renew();
    },
  } as unknown as ServiceBusReceiver;
  return { renewals, receiver };
};

const soon = () => new Date(Date.now() + 1_100);
const message = () => ({ lockedUntilUtc: soon() }) as ServiceBusReceivedMessage;

describe("keepLock", () => {
  it("renews before the lock is over, again and again, until stopped", async () => {
    const { renewals, receiver } = makeReceiver(async () => soon());
    const errors: unknown[] = [];
    const stop = keepLock(receiver, message(), 60_000, (error) => errors.push(error));
    await until(() => renewals.length >= 2);
    stop();
    expect(renewals.length).toBeGreaterThanOrEqual(2);
    expect(errors).toEqual([]);
  });

  it("gives a lost lock up", async () => {
    const { renewals, receiver } = makeReceiver(() =>
      Promise.reject(Object.assign(new Error("lost"), { code: "MessageLockLost" })),
    );
    const errors: unknown[] = [];
    const stop = keepLock(receiver, message(), 60_000, (error) => errors.push(error));
    await until(() => errors.length > 0);
    expect([renewals.length, errors.length]).toEqual([1, 1]);
    stop();
  });

  it("tries again after any other failure", async () => {
    let calls = 0;
    const { renewals, receiver } = makeReceiver(async () => {
      calls += 1;
      if (calls === 1) throw new Error("away");
      return soon();
    });
    const stop = keepLock(receiver, message(), 60_000, () => undefined);
    await until(() => renewals.length >= 2);
    stop();
    expect(renewals.length).toBeGreaterThanOrEqual(2);
  });

  it("does not renew past the longest renewal", async () => {
    const { renewals, receiver } = makeReceiver(async () => soon());
    const startedAt = Date.now();
    const stop = keepLock(receiver, message(), 100, () => undefined);
    await until(() => Date.now() - startedAt > 700);
    expect(renewals).toEqual([]);
    stop();
  });
});
