import { contentOf, makeStore } from "./make-store.ts";

const DEAD = "work/$DeadLetterQueue";

describe("Store", () => {
  it("hands out messages in the order of their sequence numbers, also those that come back", () => {
    const { store } = makeStore();
    const queue = store.source("work");
    for (const text of ["a", "b", "c"]) store.target("work").submit({ content: contentOf(text) });
    const first = queue.acquire();
    queue.abandon(first?.lock.token ?? "");
    const order = [queue.acquire(), queue.acquire(), queue.acquire()];
    expect(order.map((each) => each?.message.content.body.toString())).toEqual(["a", "b", "c"]);
    expect(queue.acquire()).toBeUndefined();
  });

  it("finds entities whatever the case of their names", () => {
    const { store } = makeStore();
    expect(store.source("NOTICES/subscriptions/All/$deadletterqueue").name).toBe(
      "notices/Subscriptions/all/$DeadLetterQueue",
    );
    expect(() => store.source("nowhere")).toThrow("The messaging entity 'nowhere' could not be found.");
  });

  it("gives a message back by itself at the moment its lock ends", () => {
    const { store, clock } = makeStore();
    const queue = store.source("work");
    let calls = 0;
    store.target("work").submit({ content: contentOf("a") });
    const token = queue.acquire()?.lock.token ?? "";
    queue.onReady = () => calls++;
    clock.advance(59_999);
    expect(calls).toBe(0);
    clock.advance(1);
    expect(calls).toBeGreaterThan(0);
    expect(() => queue.complete(token)).toThrow("lock");
    expect(queue.acquire()?.message.deliveryCount).toBe(1);
  });

  it("keeps a lock that is renewed, and expires it a full time later", () => {
    const { store, clock } = makeStore();
    const queue = store.source("work");
    store.target("work").submit({ content: contentOf("a") });
    const token = queue.acquire()?.lock.token ?? "";
    clock.advance(50_000);
    expect(queue.renew(token)).toBe(clock.now() + 60_000);
    clock.advance(59_999);
    expect(queue.acquire()).toBeUndefined();
    clock.advance(1);
    expect(queue.acquire()?.message.deliveryCount).toBe(1);
  });

  it("gives a released message back without counting", () => {
    const { store } = makeStore();
    const queue = store.source("work");
    store.target("work").submit({ content: contentOf("a") });
    queue.release(queue.acquire()?.lock.token ?? "");
    expect(queue.acquire()?.message.deliveryCount).toBe(0);
  });

  it("dead-letters after the last delivery, with the number and the reason", () => {
    const { store, clock, bodies, kept } = makeStore();
    const queue = store.source("work");
    const number = store.target("work").submit({ content: contentOf("a") });
    for (let delivery = 0; delivery < 3; delivery++) {
      queue.acquire();
      clock.advance(60_000);
    }
    expect(bodies("work")).toEqual([]);
    const dead = store.source(DEAD).acquire()?.message;
    expect(dead).toMatchObject({ sequenceNumber: number, deliveryCount: 3 });
    expect(dead?.properties).toMatchObject({ DeadLetterReason: "MaxDeliveryCountExceeded" });
    expect([kept("work"), kept(DEAD)]).toEqual([[], ["a"]]);
  });

  it("lets a dead-lettered message be delivered without end", () => {
    const { store } = makeStore();
    store.target("work").submit({ content: contentOf("a", 1000) });
    const queue = store.source("work");
    queue.deadLetter(queue.acquire()?.lock.token ?? "", {});
    const dead = store.source(DEAD);
    for (let delivery = 0; delivery < 20; delivery++) dead.abandon(dead.acquire()?.lock.token ?? "");
    expect(dead.size).toBe(1);
  });

  it("expires a message when its time is up, but not while it is locked", () => {
    const { store, clock, bodies } = makeStore();
    const queue = store.source("work");
    store.target("work").submit({ content: contentOf("free", 1000) });
    store.target("work").submit({ content: contentOf("held", 1000) });
    queue.abandon(queue.acquire()?.lock.token ?? "");
    const [, held] = [queue.acquire(), queue.acquire()];
    queue.release(held?.lock.token ?? "");
    clock.advance(1000);
    expect(bodies(DEAD)).toEqual(["held"]);
    clock.advance(59_000);
    expect(bodies(DEAD).toSorted()).toEqual(["free", "held"]);
  });

  it("drops an expired message where dead-lettering is off", () => {
    const { store, clock, kept } = makeStore();
    store.target("fleeting").submit({ content: contentOf("a") });
    clock.advance(10_000);
    expect(store.sizes()).toMatchObject({ fleeting: 0, "fleeting/$DeadLetterQueue": 0 });
    expect(kept("fleeting")).toEqual([]);
  });

  it("enqueues a scheduled message on time, under a new number", () => {
    const { store, clock, kept } = makeStore();
    const queue = store.source("work");
    const number = store.target("work").submit({ content: contentOf("later"), scheduledFor: clock.now() + 5000 });
    expect(queue.acquire()).toBeUndefined();
    clock.advance(5000);
    expect(queue.acquire()?.message.sequenceNumber).toBeGreaterThan(number);
    expect(kept("work")).toEqual(["later"]);
    expect(() => queue.cancelScheduled([number])).toThrow("No scheduled message");
  });

  it("cancels all scheduled messages of a request, or none", () => {
    const { store, clock, bodies } = makeStore();
    const target = store.target("work");
    const number = target.submit({ content: contentOf("later"), scheduledFor: clock.now() + 5000 });
    expect(() => target.cancelScheduled([number, 99])).toThrow("No scheduled message 99");
    expect(bodies("work")).toEqual(["later"]);
    target.cancelScheduled([number]);
    clock.advance(5000);
    expect(bodies("work")).toEqual([]);
  });

  it("gives each subscription that wants it a copy, also of a scheduled message", () => {
    const { store, clock, bodies, kept } = makeStore();
    store.target("notices").submit({ content: contentOf("failed"), scheduledFor: clock.now() + 5000 });
    store.target("notices").submit({ content: contentOf("passed") });
    expect([bodies("notices/subscriptions/all"), kept("notices")]).toEqual([["passed"], ["failed"]]);
    clock.advance(5000);
    expect(bodies("notices/subscriptions/all")).toEqual(["passed", "failed"]);
    expect([bodies("notices/subscriptions/failed"), kept("notices")]).toEqual([["failed"], []]);
  });
});
