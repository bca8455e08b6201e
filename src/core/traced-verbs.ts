import type { Core } from "./core.ts";
import { type Instant, msBetween } from "./instant.ts";
import type { Tally } from "./ledger/tally.ts";
import type { QueueLook } from "./ports.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";
import { ATTRIBUTES, METRICS, SPANS } from "./telemetry/telemetry-names.ts";

/** What the verbs' telemetry needs besides. */
export interface TracedVerbsDeps {
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
  readonly lookAtQueues: () => Promise<readonly QueueLook[]>;
  /** How many reviews are in each state, as the lists count them. */
  readonly readTally: () => Promise<Tally>;
}

/** The verbs of queues and timer, each a span, with what they come to as metrics. */
export const tracedVerbs = (core: Core, deps: TracedVerbsDeps): Core => {
  const { telemetry, now } = deps;
  return {
    ...core,
    receiveEvent: async (valid) => {
      const ids = { [ATTRIBUTES.eventType]: valid.event.kind, [ATTRIBUTES.eventKey]: valid.event.eventKey };
      return await telemetry.span(SPANS.receive, { attributes: ids }, async (span) => {
        const outcome = await core.receiveEvent(valid);
        span.set({ [ATTRIBUTES.outcome]: outcome.kind });
        telemetry.count(METRICS.events, {
          [ATTRIBUTES.eventType]: valid.event.kind,
          [ATTRIBUTES.outcome]: outcome.kind,
        });
        return outcome;
      });
    },
    rejectedMessages: {
      put: async (message) => {
        await core.rejectedMessages.put(message);
        telemetry.count(METRICS.events, { [ATTRIBUTES.eventType]: "any", [ATTRIBUTES.outcome]: "putAside" });
      },
    },
    sendNotification: async (hint) => {
      const attributes = { [ATTRIBUTES.notificationId]: hint.notificationId };
      return await telemetry.span(SPANS.send, { attributes }, async (span) => {
        const outcome = await core.sendNotification(hint);
        span.set({ [ATTRIBUTES.outcome]: outcome.kind });
        return outcome;
      });
    },
    sweepSla: (report) => {
      const sweep = core.sweepSla(report);
      return async () =>
        await telemetry.span(SPANS.sweep, {}, async () => {
          const startedAt = now();
          const result = await sweep();
          telemetry.measure(METRICS.sweepTime, msBetween(startedAt, now()), {});
          await Promise.all([tellQueues(deps), tellClocks(deps)]);
          return result;
        });
    },
  };
};

/** A bus that does not answer is told by the alerts of the bus; the sweep is done. */
const tellQueues = async ({ telemetry, now, lookAtQueues }: TracedVerbsDeps): Promise<void> => {
  const looks = await lookAtQueues().catch(() => []);
  for (const { queue, oldestAt } of looks) {
    const age = oldestAt === undefined ? 0 : Math.max(0, msBetween(oldestAt, now()));
    telemetry.gauge(METRICS.oldestMessage, age, { [ATTRIBUTES.queue]: queue });
  }
};

/** Every state is told, also one that no review is in: the last word stands. */
const tellClocks = async ({ telemetry, readTally }: TracedVerbsDeps): Promise<void> => {
  const tally = await readTally().catch(() => undefined);
  for (const [state, count] of Object.entries(tally ?? {})) {
    telemetry.gauge(METRICS.clocks, count, { [ATTRIBUTES.clockState]: state });
  }
};
