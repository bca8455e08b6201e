import { wireCore } from "../../../sim/wire-core.ts";
import { MemoryWorkQueue } from "../../../src/adapters/memory/memory-work-queue.ts";
import { parseEvent } from "../../../src/core/certification/parse-event.ts";
import type { Core } from "../../../src/core/core.ts";
import { type Instant, instant } from "../../../src/core/instant.ts";
import type { NoticeEvent } from "../../../src/core/notices/notice-schema.ts";
import type { EntityStore, OutgoingMail } from "../../../src/core/ports.ts";
import { intercept } from "../../helpers/intercept.ts";
import { realContent, submitted } from "../../helpers/world.ts";

/** The same store, which tells this moment as its own time: a real one lives in the present. */
const tellingTime = (store: EntityStore, now: Instant): EntityStore =>
  intercept(store, {
    get: async (...args) => {
      const entity = await store.get(...args);
      return entity && { ...entity, readAt: now };
    },
    list: async (...args) => ({ ...(await store.list(...args)), now }),
  });

/** A core on any store, at one moment that a test moves, with its own memory of what left it. */
export const coreAt = async (store: EntityStore, now: string) => {
  let ids = 0;
  const mails: OutgoingMail[] = [];
  const notices: NoticeEvent[] = [];
  const clock = { now: () => instant(now), sleep: async () => await new Promise<void>(() => {}) };
  const queue = new MemoryWorkQueue(clock);
  const core = wireCore(await realContent(), {
    store: tellingTime(store, instant(now)),
    queue,
    clock,
    notices: {
      publish: async (events) => {
        notices.push(...events);
      },
    },
    rejectedMessages: { put: async () => {} },
    mailer: {
      send: async (mail) => {
        mails.push(mail);
        return { kind: "accepted", answer: "250 OK" };
      },
      close: async () => {},
    },
    random: { newId: () => `${process.pid}-${Math.random()}-${++ids}`, fraction: () => 0 },
    report: (_level, message, fields) => {
      throw new Error(`${message} ${JSON.stringify(fields)}`);
    },
  });
  return { ...core, queue, mails, notices };
};

/** Lets a core receive `count` submissions of 6 January 2025, to be warned of on the 7th and due on the 8th at 17:00 in Los Angeles. */
export const receiveDue = async ({ receiveEvent }: Pick<Core, "receiveEvent">, count: number): Promise<void> => {
  const ids = Array.from({ length: count }, (_, index) => `due-${index}`).values();
  const worker = async (): Promise<void> => {
    for (const submissionId of ids) {
      const body = new TextEncoder().encode(
        JSON.stringify(submitted({ submissionId, submittedAt: "2025-01-06T18:00:00Z" })),
      );
      const event = parseEvent({ body, properties: {} });
      if (event.kind === "invalid") throw new TypeError(event.problems.join("; "));
      await receiveEvent(event);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
};
