import { fc } from "../fast-check.ts";
import { contentOf, makeStore } from "./make-store.ts";

const LOCK_IN_MS = 60_000;
const DEAD = "work/$DeadLetterQueue";

interface Modelled {
  place: "queue" | "dead" | "gone";
  deliveries: number;
  lock?: { token: string; until: number } | undefined;
}

type Step = readonly ["send" | "receive" | "complete" | "abandon" | "deadLetter" | "renew" | "wait", number];

const step = fc.tuple(
  fc.constantFrom<Step[0]>("send", "receive", "complete", "abandon", "deadLetter", "renew", "wait"),
  fc.nat(90),
);

describe("Store, against a model of one queue", () => {
  it("loses nothing, doubles nothing and keeps the journal true", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { store, clock, bodies, kept } = makeStore();
        const queue = store.source("work");
        const model = new Map<string, Modelled>();

        const fail = (message: Modelled) => {
          message.lock = undefined;
          message.deliveries++;
          if (message.deliveries >= 3) message.place = "dead";
        };
        const settle = (chosen: number, act: (token: string) => void, then: (message: Modelled) => void) => {
          const locked = [...model.values()].filter(({ lock }) => lock);
          const message = locked[chosen % Math.max(locked.length, 1)];
          if (!message?.lock) return;
          act(message.lock.token);
          then(message);
        };
        const remove = (place: Modelled["place"]) => (message: Modelled) => {
          message.lock = undefined;
          message.place = place;
        };
        const receive = () => {
          const acquired = queue.acquire();
          const free = [...model].find(([, each]) => each.place === "queue" && !each.lock);
          expect(acquired?.message.content.body.toString()).toBe(free?.[0]);
          if (!acquired || !free) return;
          expect(acquired.message.deliveryCount).toBe(free[1].deliveries);
          free[1].lock = { ...acquired.lock };
        };
        const wait = (ms: number) => {
          clock.advance(ms);
          for (const each of model.values()) if (each.lock && each.lock.until <= clock.now()) fail(each);
        };

        for (const [index, [verb, value]] of steps.entries()) {
          if (verb === "send") {
            store.target("work").submit({ content: contentOf(`m${index}`) });
            model.set(`m${index}`, { place: "queue", deliveries: 0 });
          } else if (verb === "receive") receive();
          else if (verb === "complete") settle(value, (token) => queue.complete(token), remove("gone"));
          else if (verb === "abandon") settle(value, (token) => queue.abandon(token), fail);
          else if (verb === "deadLetter") settle(value, (token) => queue.deadLetter(token), remove("dead"));
          else if (verb === "wait") wait(value * 1000);
          else {
            settle(
              value,
              (token) => queue.renew(token),
              (message) => {
                if (message.lock) message.lock.until = clock.now() + LOCK_IN_MS;
              },
            );
          }
          for (const [place, address] of [["queue", "work"] as const, ["dead", DEAD] as const]) {
            const wanted = [...model].filter(([, each]) => each.place === place).map(([text]) => text);
            expect(bodies(address)).toEqual(wanted);
            expect(kept(address).toSorted()).toEqual(wanted.toSorted());
          }
        }
      }),
      { numRuns: 200, seed: 20261121 },
    );
  });
});
