import { type EntitiesInput, parseEntities } from "../../src/entities.ts";
import { Snapshot } from "../../src/journal/snapshot.ts";
import type { Content } from "../../src/store/message.ts";
import { Store } from "../../src/store/store.ts";
import { makeFakeClock } from "./fake-clock.ts";

const ENTITIES: EntitiesInput = {
  queues: [
    {
      name: "work",
      properties: { lockDuration: "PT60S", maxDeliveryCount: 3, deadLetteringOnMessageExpiration: true },
    },
    { name: "fleeting", properties: { defaultMessageTimeToLive: "PT10S" } },
  ],
  topics: [
    {
      name: "notices",
      properties: {},
      subscriptions: [
        { name: "all", properties: {} },
        {
          name: "failed",
          properties: {},
          rules: [
            {
              name: "$Default",
              properties: { filterType: "CorrelationFilter", correlationFilter: { label: "failed" } },
            },
          ],
        },
      ],
    },
  ],
};

export const contentOf = (text: string, ttlInMs?: number): Content => ({
  durable: false,
  ttlInMs,
  annotations: Buffer.alloc(0),
  annotationCount: 0,
  body: Buffer.from(text),
});

/** A store with a clock that is moved by hand, and what its journal would hold. */
export const makeStore = () => {
  const clock = makeFakeClock();
  const snapshot = new Snapshot();
  const store = new Store(parseEntities(ENTITIES), {
    clock,
    record: (change) => snapshot.apply(change),
    routing: ({ body }) => ({ label: body.toString(), properties: {} }),
  });
  const bodies = (address: string) =>
    store
      .source(address)
      .peek(0, 1000)
      .map(({ message }) => message.content.body.toString());
  const kept = (address: string) =>
    [...(snapshot.queues.get(address)?.values() ?? [])].map(({ content }) => content.body.toString());
  return { store, clock, snapshot, bodies, kept };
};
