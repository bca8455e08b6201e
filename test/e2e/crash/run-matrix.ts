import { setTimeout as pause } from "node:timers/promises";
import { isOpen } from "../../../src/core/notifications/notification.ts";
import { QUEUES } from "../../../src/queues.ts";
import { until } from "../../helpers/local-stack.ts";
import type { FaultPoint } from "./crash-at.ts";
import type { Point, Way } from "./points.ts";
import { type Scene, startAcsScene, startSmtpScene } from "./scene.ts";
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

/** A sweep settles at once; only one that waits for its overdue row takes longer. */
const SETTLED_IN_MS = 15_000;
/** Recovery has two minutes by promise; a lock, a lease and the retries after an outage may come one after the other. */
export const LIMIT_IN_MS = 120_000;
const LEEWAY_IN_MS = 60_000;
const LOOK_EVERY_IN_MS = 1_000;

/** Kills the host once at each point, each time on the way of another victim, and looks at all of them once they are quiet. */
export const runMatrix = async (points: readonly Point[], lockDuration?: string): Promise<Matrix> => {
  const ofAcs = points.filter(({ way }) => way === "acs");
  const ofSmtp = points.filter(({ way }) => way !== "acs");
  const parts = await Promise.all([
    ofSmtp.length === 0 ? NOTHING : playAll(await startSmtpScene(lockDuration), ofSmtp, points),
    ofAcs.length === 0 ? NOTHING : playAll(await startAcsScene(lockDuration), ofAcs, points),
  ]);
  return {
    results: parts.flatMap(({ results }) => results),
    deadLetters: parts.reduce((sum, { deadLetters }) => sum + deadLetters, 0),
    open: parts.reduce((sum, { open }) => sum + open, 0),
  };
};

const NOTHING: Matrix = { results: [], deadLetters: 0, open: 0 };

const playAll = async (scene: Scene, points: readonly Point[], all: readonly Point[]): Promise<Matrix> => {
  const { stack } = scene;
  try {
    const victims: Victim[] = [];
    for (const way of Object.keys(PLAYS) as Way[]) {
      const own = points.filter((point) => point.way === way);
      const ids = own.map((point) => `victim-${all.indexOf(point) + 1}-${point.effect.replaceAll(" ", "-")}`);
      if (own.length > 0) await prepare(scene, way, ids);
      for (const [index, point] of own.entries()) victims.push(await kill(scene, point, ids[index] ?? ""));
    }
    if (!stack.isHostRunning) await stack.startHost();
    if (points.some(({ way }) => way === "retry")) await stack.startSmtp();
    const limitInMs = Math.max(...points.map((point) => point.limitInMs ?? LIMIT_IN_MS));
    // One that never comes to an end is a result too: its row of the table says so, and it is not sound.
    await until("the end of every way", async () => await isQuiet(scene, victims), limitInMs + LEEWAY_IN_MS).catch(
      () => undefined,
    );
    const results: PointResult[] = [];
    for (const victim of victims) results.push(await resultOf(scene, victim));
    return { results, deadLetters: await countDeadLetters(scene), open: await countOpen(scene) };
  } finally {
    await scene.end();
  }
};

const prepare = async (scene: Scene, way: Way, submissionIds: readonly string[]): Promise<void> => {
  const play = PLAYS[way];
  if (play.prepare === undefined) return;
  if (!scene.stack.isHostRunning) await scene.stack.startHost();
  await play.prepare(scene, submissionIds);
};

const kill = async (scene: Scene, point: Point, submissionId: string): Promise<Victim> => {
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
  const deadline = Date.now() + SETTLED_IN_MS;
  while (Date.now() < deadline && (await play.look(scene, victim)).doneAtMs === undefined) await pause(100);
  return victim;
};

const isQuiet = async (scene: Scene, victims: readonly Victim[]): Promise<boolean> => {
  await pause(LOOK_EVERY_IN_MS); // what it looks for carries its own time
  for (const victim of victims) {
    if ((await PLAYS[victim.point.way].look(scene, victim)).doneAtMs === undefined) return false;
  }
  return (await countOpen(scene)) === 0;
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
