import { setTimeout as pause } from "node:timers/promises";
import { fromReviewEntity } from "../../../src/core/ledger/review-entity.ts";
import { reviewPartition } from "../../../src/core/ledger/keys.ts";
import { toEpochMs } from "../../../src/core/instant.ts";
import { isOpen, type Notification } from "../../../src/core/notifications/notification.ts";
import { failedEvent, raw, structured, submittedEvent } from "../../helpers/local-stack-events.ts";
import { mailText } from "../../helpers/local-stack-mail-text.ts";
import { LocalStack, until } from "../../helpers/local-stack.ts";
import type { FaultPoint } from "./crash-at.ts";
import type { Point, Way } from "./points.ts";

/** What became of one victim. */
export interface PointResult extends Point {
  /** Mails at the SMTP server; for a rejected message, how often the list of rejected messages names it. */
  readonly mails: number;
  readonly state: string;
  readonly isUnknownKept: boolean;
  /** From the kill until the mail was accepted and its row said so; 0 when that was so before. */
  readonly recoveryInMs: number;
}

export interface Matrix {
  readonly results: readonly PointResult[];
  readonly deadLetters: number;
  readonly open: number;
}

interface Victim {
  readonly point: Point;
  readonly submissionId: string;
  readonly killedAtMs: number;
}

const ENTRY = `${import.meta.dirname}/crashing-entry.ts`;
/** A lock and a lease, one after the other, with room for a busy machine. */
const RECOVERED_IN_MS = 90_000;
/** Sweeps settle at once; only one that waits for its overdue row takes longer. */
const SWEPT_IN_MS = 15_000;

/** The last of the ways leaves the mail server down, so it comes last. */
const ORDER: readonly Way[] = ["sweep", "event", "rejected", "retry"];

/** Kills the host once at each point, each time on the way of another victim, and looks at all of them once they are quiet. */
export const runMatrix = async (points: readonly Point[], lockDuration?: string): Promise<Matrix> => {
  const stack = await LocalStack.start({ entry: ENTRY, ...(lockDuration === undefined ? {} : { lockDuration }) });
  try {
    const victims: Victim[] = [];
    for (const way of ORDER) {
      for (const point of points.filter((other) => other.way === way)) {
        const number = points.indexOf(point) + 1;
        victims.push(await kill(stack, point, `victim-${number}-${point.effect.replaceAll(" ", "-")}`));
      }
    }
    if (!stack.isHostRunning) await stack.startHost();
    await stack.startSmtp();
    // One that never comes to an end is a result too: its row of the table says so.
    await until("the end of every way", async () => await areQuiet(stack, victims), RECOVERED_IN_MS).catch(
      () => undefined,
    );
    const results: PointResult[] = [];
    for (const victim of victims) results.push(await resultOf(stack, victim));
    const rows = await stack.notifications();
    return {
      results,
      deadLetters: await stack.countDeadLetters(),
      open: rows.filter(({ state }) => isOpen(state)).length,
    };
  } finally {
    await stack.stop();
  }
};

const kill = async (stack: LocalStack, point: Point, submissionId: string): Promise<Victim> => {
  await stack.killHost();
  if (point.way === "retry") await stack.killSmtp();
  const { when, effect, pass = 1 } = point;
  const fault: FaultPoint = { when, effect, pass, submissionId };
  await stack.startHost({ FAULT_POINT: JSON.stringify(fault) });
  await stack.publish(toMessage(point.way, submissionId));
  if (point.way === "sweep") {
    await until("the review", async () => (await reviewOf(stack, submissionId)) !== undefined);
    // The host dies in the call; one that fails before has met a connection to the host that died last.
    await until(`the crash ${point.when} ${point.effect}`, async () => {
      await stack.runTimer("sweep-sla").catch(() => undefined);
      return !stack.isHostRunning;
    });
  }
  await until(`the crash ${point.when} ${point.effect}`, () => !stack.isHostRunning);
  const victim = { point, submissionId, killedAtMs: Date.now() };
  if (point.way === "sweep") await sweepAgain(stack, victim);
  return victim;
};

/** What the timer does at the next full minute. */
const sweepAgain = async (stack: LocalStack, victim: Victim): Promise<void> => {
  await stack.startHost();
  await until(
    "the sweep",
    async () =>
      await stack.runTimer("sweep-sla").then(
        () => true,
        () => false,
      ),
  );
  const deadline = Date.now() + SWEPT_IN_MS;
  while (Date.now() < deadline && !(await isQuiet(stack, victim))) await pause(100);
};

const OVERDUE = { submittedAt: "2026-10-01T09:00:00Z" };

const toMessage = (way: Way, submissionId: string) => {
  if (way === "rejected") return raw(Buffer.from(`{"no":"event","submissionId":"${submissionId}"}`));
  if (way === "sweep") {
    const offer = { id: `offer-${submissionId}`, name: submissionId, type: "azureVirtualMachine" };
    return structured(submittedEvent({ submissionId, offer, ...OVERDUE }));
  }
  return structured(failedEvent({ submissionId, contacts: [{ email: `${submissionId}@contoso.example` }] }));
};

const reviewOf = async (stack: LocalStack, submissionId: string) => {
  const entities = await stack.entities("CertificationReviews", reviewPartition(submissionId));
  const entity = entities.find(({ rowKey }) => rowKey === "1-review");
  return entity && fromReviewEntity(entity).record;
};

const mailsOf = (stack: LocalStack, { point, submissionId }: Victim) =>
  point.way === "sweep"
    ? stack.mailsTo("sla-team@notifier.example").filter((mail) => mailText(mail.raw).includes(submissionId))
    : stack.mailsTo(`${submissionId}@contoso.example`);

const rejectedOf = async (stack: LocalStack, submissionId: string) =>
  (await stack.peek("certification-results-rejected")).filter(({ body }) => String(body).includes(submissionId));

/** The row of the mail: of the digest for a clock. */
const rowOf = async (stack: LocalStack, victim: Victim): Promise<Notification | undefined> => {
  if (victim.point.way !== "sweep") return (await stack.notifications(victim.submissionId))[0];
  const ids = new Set(mailsOf(stack, victim).map(({ messageId }) => messageId));
  return (await stack.notifications()).find(({ messageId }) => ids.has(messageId));
};

const isQuiet = async (stack: LocalStack, victim: Victim): Promise<boolean> => {
  if (victim.point.way === "rejected") return (await rejectedOf(stack, victim.submissionId)).length > 0;
  if (mailsOf(stack, victim).length === 0) return false;
  const row = await rowOf(stack, victim);
  if (row === undefined || isOpen(row.state)) return false;
  return victim.point.way !== "sweep" || (await reviewOf(stack, victim.submissionId))?.clock.state === "breached";
};

const areQuiet = async (stack: LocalStack, victims: readonly Victim[]): Promise<boolean> => {
  for (const victim of victims) if (!(await isQuiet(stack, victim))) return false;
  return true;
};

const resultOf = async (stack: LocalStack, victim: Victim): Promise<PointResult> => {
  const { point, submissionId, killedAtMs } = victim;
  if (point.way === "rejected") return await rejectedResultOf(stack, victim);
  const mails = mailsOf(stack, victim);
  const row = await rowOf(stack, victim);
  const doneAt = Math.max(...mails.map(({ at }) => at), row?.acceptedAt === undefined ? 0 : toEpochMs(row.acceptedAt));
  const review = point.way === "sweep" ? await reviewOf(stack, submissionId) : undefined;
  const announced = review?.announcements.filter(({ skipped }) => skipped !== true).length;
  return {
    ...point,
    mails: mails.length,
    state: `${row?.state}${review === undefined ? "" : `, ${review.clock.state}, announced ${announced}×`}`,
    isUnknownKept: row?.attempts.some(({ outcome }) => outcome === "unknown") ?? false,
    recoveryInMs: Math.max(0, Math.round(doneAt - killedAtMs)),
  };
};

const rejectedResultOf = async (stack: LocalStack, victim: Victim): Promise<PointResult> => {
  const copies = await rejectedOf(stack, victim.submissionId);
  const listed = JSON.stringify((await stack.call("/rejected")).body).split(victim.submissionId).length - 1;
  const lastAt = Math.max(...copies.map(({ enqueuedTimeUtc }) => enqueuedTimeUtc?.getTime() ?? 0));
  return {
    ...victim.point,
    mails: 0,
    state: `${copies.length} ${copies.length === 1 ? "copy" : "copies"}, listed ${listed}×`,
    isUnknownKept: false,
    recoveryInMs: Math.max(0, lastAt - victim.killedAtMs),
  };
};
