import { setTimeout as pause } from "node:timers/promises";
import { isOpen, type Notification, type NotificationState } from "../../src/core/notifications/notification.ts";
import { LocalStack } from "../helpers/local-stack.ts";
import { countDeliveries, countStates } from "./deliveries.ts";
import type { Drill } from "./drill.ts";

/** What became of the events of one drill; every reason to be unhappy is a fault. */
export interface DrillResult {
  readonly figures: Readonly<Record<string, string | number>>;
  readonly faults: readonly string[];
}

interface Options {
  readonly seconds: number;
  readonly events: number;
}

/** Nothing may take longer than the longest wait of the retry ladder and a lease. */
const SETTLED_IN_MS = 16 * 60_000;
const PROGRESS_EVERY_IN_MS = 10_000;
/** The broker gives up at 100; an outage may cost a few deliveries, not a share of them. */
const MOST_DELIVERIES = 5;

const isSettled = (states: ReadonlyMap<string, number>, events: number): boolean => {
  const open = [...states].filter(([state]) => isOpen(state as NotificationState));
  return open.length === 0 && [...states.values()].reduce((sum, count) => sum + count, 0) >= events;
};

const untilSettled = async (stack: LocalStack, events: number): Promise<void> => {
  const deadline = Date.now() + SETTLED_IN_MS;
  for (;;) {
    const states = await countStates(stack);
    if ((states !== undefined && isSettled(states, events)) || Date.now() > deadline) return;
    await pause(1_000);
  }
};

/** A line every ten seconds on stderr; gives the function that ends it. */
const showProgress = (name: string, stack: LocalStack): (() => void) => {
  const startedAt = performance.now();
  const show = async (): Promise<void> => {
    const states = await countStates(stack);
    const { total, most } = countDeliveries(stack.everyLine);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const rows = states === undefined ? "no tables" : [...states].map(([state, n]) => `${n} ${state}`).join(", ");
    console.error(
      `${name}  ${seconds} s  ${stack.mails.length} mails  ${rows || "no rows"}  ${total} deliveries, at most ${most} of one`,
    );
  };
  const timer = setInterval(() => void show(), PROGRESS_EVERY_IN_MS);
  return () => clearInterval(timer);
};

const judge = (stack: LocalStack, ids: readonly string[], rows: readonly Notification[], deadLetters: number) => {
  const countOf = new Map<string, number>();
  for (const { messageId } of stack.mails) countOf.set(messageId, (countOf.get(messageId) ?? 0) + 1);
  const isUnknown = ({ attempts }: Notification): boolean => attempts.some(({ outcome }) => outcome === "unknown");
  const twice = rows.filter(({ messageId }) => (countOf.get(messageId) ?? 0) > 1);
  const silent = twice.filter((row) => !isUnknown(row)).length;
  const missing = ids.length - rows.filter(({ messageId }) => countOf.has(messageId)).length;
  const unaccepted = ids.length - rows.filter(({ state }) => state === "accepted").length;
  const { total, repeated, most } = countDeliveries(stack.everyLine);
  return {
    figures: {
      events: ids.length,
      mails: stack.mails.length,
      missing,
      twice: twice.length,
      "rows with unknown": rows.filter(isUnknown).length,
      "most attempts": Math.max(0, ...rows.map(({ attempts }) => attempts.length)),
      "dead letters": deadLetters,
      "deliveries an event": Number((total / ids.length).toFixed(1)),
      redelivered: repeated,
      "most deliveries": most,
    },
    faults: [
      ...(missing > 0 ? [`${missing} mails are missing`] : []),
      ...(silent > 0 ? [`${silent} mails came twice, and their rows say nothing of it`] : []),
      ...(unaccepted > 0 ? [`${unaccepted} notifications are not accepted`] : []),
      ...(deadLetters > 0 ? [`${deadLetters} dead letters`] : []),
      ...(most > MOST_DELIVERIES ? [`one message was delivered ${most} times`] : []),
    ],
  };
};

/** Plays one drill on a stack of its own and counts every mail, delivery and dead letter. */
export const runDrill = async (name: string, drill: Drill, { seconds, events }: Options): Promise<DrillResult> => {
  const stack = await LocalStack.start({ settings: drill.settings?.() ?? {} });
  const endProgress = showProgress(name, stack);
  try {
    const ids = Array.from({ length: events }, (_, index) => `${name}-${index}`);
    const findings = await drill.play({ stack, ids, seconds });
    const backAt = performance.now();
    await untilSettled(stack, events);
    const tookInS = (performance.now() - backAt) / 1000;
    await stack.untilIdle(120_000);
    const rows = (await stack.notifications()).filter(({ submissionId }) => ids.includes(submissionId ?? ""));
    const { figures, faults } = judge(stack, ids, rows, await stack.countDeadLetters());
    return {
      figures: { drill: name, ...figures, "s from back to settled": Number(tookInS.toFixed(1)), ...findings?.facts },
      faults: [...faults, ...(findings?.faults ?? [])],
    };
  } finally {
    endProgress();
    await stack.stop();
  }
};
