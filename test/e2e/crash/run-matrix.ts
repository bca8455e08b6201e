import { setTimeout as pause } from "node:timers/promises";
import { QUEUES } from "../../../src/config/queues.ts";
import { isOpen } from "../../../src/core/notifications/notification.ts";
import { until } from "../../helpers/local-stack.ts";
import type { FaultPoint } from "./crash-at.ts";
import type { Point, Way } from "./points.ts";
import { type Scene, startAcsScene, startSmtpScene } from "./scene.ts";
import { untilSwept } from "./until-swept.ts";
import type { Look, Victim } from "./ways/play.ts";
import { PLAYS } from "./ways/plays.ts";

/** What became of one victim. */
export interface PointResult extends Point, Omit<Look, "doneAtMs"> {
  /** From the kill until everything was done; 0 when it was so before, undefined when it was not so at the end. */
  readonly recoveryInMs: number | undefined;
}

export interface Matrix {
  /** In the order of the points. */
  readonly results: readonly PointResult[];
  readonly deadLetters: number;
  readonly open: number;
}

/** Recovery has two minutes by promise. */
export const LIMIT_IN_MS = 120_000;
/** How long a host that follows up is left alone; a victim that takes longer waits for a lock. */
const FOLLOWED_UP_IN_MS = 8_000;
/** Less than a lock: what a dead host has locked comes back only when the kills of its batch are over. */
const BATCH_IN_MS = 40_000;
/** A busy machine. */
const LEEWAY_IN_MS = 60_000;
const LOOK_EVERY_IN_MS = 1_000;

export interface MatrixOptions {
  /** How long a message stays locked; ISO 8601. @default as deployed */
  readonly lockDuration?: string;
  /** Kill again while earlier victims recover, so that one of them may meet two kills. @default false */
  readonly isHasty?: boolean;
}

/** Kills the host once at each point, each time on the way of another victim, and looks at all of them once they are quiet. */
export const runMatrix = async (points: readonly Point[], options: MatrixOptions = {}): Promise<Matrix> => {
  const numbered = points.map((point, index) => ({ point, submissionId: nameOf(point, index) }));
  const ofAcs = numbered.filter(({ point }) => point.way.startsWith("acs"));
  const ofSmtp = numbered.filter(({ point }) => !point.way.startsWith("acs"));
  const playIn = async (start: typeof startSmtpScene, unhurt: readonly Unhurt[]): Promise<Matrix> =>
    unhurt.length === 0 ? NOTHING : await playAll(await start(options.lockDuration), unhurt, options);
  const parts = await Promise.all([playIn(startSmtpScene, ofSmtp), playIn(startAcsScene, ofAcs)]);
  return {
    results: parts.flatMap(({ results }) => results),
    deadLetters: parts.reduce((sum, { deadLetters }) => sum + deadLetters, 0),
    open: parts.reduce((sum, { open }) => sum + open, 0),
  };
};

const NOTHING: Matrix = { results: [], deadLetters: 0, open: 0 };

const nameOf = ({ effect }: Point, index: number): string => `victim-${index + 1}-${effect.replaceAll(" ", "-")}`;

type Unhurt = Pick<Victim, "point" | "submissionId">;

const playAll = async (
  scene: Scene,
  unhurt: readonly Unhurt[],
  { isHasty = false }: MatrixOptions,
): Promise<Matrix> => {
  try {
    const victims: Victim[] = [];
    let batch: Victim[] = [];
    const recover = async (): Promise<void> => {
      await untilRecovered(scene, batch);
      batch = [];
    };
    for (const way of Object.keys(PLAYS) as Way[]) {
      const own = unhurt.filter(({ point }) => point.way === way);
      if (own.length === 0) continue;
      // The others' mails would find the mail server down.
      if (way === "retry" && !isHasty) await recover();
      await prepare(scene, way, own);
      for (const one of own) {
        if (!isHasty && Date.now() - (batch[0]?.killedAtMs ?? Date.now()) > BATCH_IN_MS) await recover();
        const victim = await kill(scene, one);
        victims.push(victim);
        batch.push(victim);
      }
    }
    await recover();
    const results: PointResult[] = [];
    for (const victim of victims) results.push(await resultOf(scene, victim));
    return { results, deadLetters: await countDeadLetters(scene), open: await countOpen(scene) };
  } finally {
    await scene.end();
  }
};

const prepare = async (scene: Scene, way: Way, unhurt: readonly Unhurt[]): Promise<void> => {
  const play = PLAYS[way];
  if (play.prepare === undefined) return;
  if (!scene.stack.isHostRunning) await scene.stack.startHost();
  await play.prepare(
    scene,
    unhurt.map(({ submissionId }) => submissionId),
  );
};

const kill = async (scene: Scene, { point, submissionId }: Unhurt): Promise<Victim> => {
  const { stack } = scene;
  const play = PLAYS[point.way];
  const { when, effect, pass = 1 } = point;
  const fault: FaultPoint = { when, effect, pass, submissionId };
  await stack.killHost();
  await stack.startHost({ FAULT_POINT: JSON.stringify(fault) });
  await play.provoke(scene, submissionId);
  await until(`the crash ${when} ${effect}`, () => !stack.isHostRunning);
  const victim = { point, submissionId, killedAtMs: Date.now() };
  if (play.followUp === undefined) return victim;
  await stack.startHost();
  await play.followUp(scene, victim);
  const deadline = Date.now() + FOLLOWED_UP_IN_MS;
  while (Date.now() < deadline && (await play.look(scene, victim)).doneAtMs === undefined) await pause(100);
  return victim;
};

/** One that never comes to an end is a result too: its row of the table says so, and it is not sound. */
const untilRecovered = async (scene: Scene, victims: readonly Victim[]): Promise<void> => {
  const { stack } = scene;
  if (!stack.isHostRunning) await stack.startHost();
  if (victims.some(({ point }) => point.way === "retry")) await stack.startSmtp();
  const limitInMs = Math.max(LIMIT_IN_MS, ...victims.map(({ point }) => point.limitInMs ?? 0)) + LEEWAY_IN_MS;
  const untilQuiet = async (): Promise<void> => {
    await until("the end of every way", async () => await isQuiet(scene, victims), limitInMs).catch(() => undefined);
  };
  // The timer would do it within a minute.
  await untilSwept(stack);
  await untilQuiet();
  // Whatever would be announced a second time is announced by the next sweep.
  await untilSwept(stack);
  await untilQuiet();
};

/** Every victim has come to its end, and nothing is left that could still cause a mail: also no message that is handled once more. */
const isQuiet = async (scene: Scene, victims: readonly Victim[]): Promise<boolean> => {
  await pause(LOOK_EVERY_IN_MS); // what it looks for carries its own time
  if ((await countOpen(scene)) + (await countWaiting(scene)) > 0) return false;
  const looks = await Promise.all(victims.map(async (victim) => await PLAYS[victim.point.way].look(scene, victim)));
  return looks.every(({ doneAtMs }) => doneAtMs !== undefined);
};

const countWaiting = async ({ stack }: Scene): Promise<number> => {
  const queues = [QUEUES.results, QUEUES.notifications, QUEUES.deliveryReports];
  return (await Promise.all(queues.map(async (queue) => await stack.peek(queue)))).flat().length;
};

const resultOf = async (scene: Scene, victim: Victim): Promise<PointResult> => {
  const { point, killedAtMs } = victim;
  const { doneAtMs, ...look } = await PLAYS[point.way].look(scene, victim);
  const recoveryInMs = doneAtMs === undefined ? undefined : Math.max(0, Math.round(doneAtMs - killedAtMs));
  return { ...point, ...look, recoveryInMs };
};

const countOpen = async ({ stack }: Scene): Promise<number> =>
  (await stack.notifications()).filter(({ state }) => isOpen(state)).length;

const countDeadLetters = async ({ stack }: Scene): Promise<number> =>
  (await stack.countDeadLetters()) + (await stack.peek(QUEUES.deliveryReports, "deadLetter")).length;
