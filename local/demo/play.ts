import { setTimeout as pause } from "node:timers/promises";
import { publish } from "../stack/publish.ts";
import type { Stack } from "../stack/start-stack.ts";
import { toMessage } from "../stack/to-message.ts";
import { requestResend, runTimer } from "./host-requests.ts";
import { type InboxMail, readInbox } from "./inbox.ts";
import type { Progress } from "./progress.ts";
import { openQueuePeek, type QueuePeek } from "./queues.ts";
import { bookMails, isDone, type Track } from "./track.ts";

const LOOK_EVERY_IN_MS = 40;
const SWEEP_EVERY_IN_MS = 1_000;
const EVENT_QUEUE = "certification-results";
const REJECTED_QUEUE = "certification-results-rejected";

/** What the demo saw beside the tracks it filled in. */
export interface Play {
  /** Mails that no sample asked for. */
  readonly unexpected: readonly InboxMail[];
  readonly resend: { readonly problem?: string; readonly to?: string; readonly ms?: number };
}

const messageId = (track: Track): string => String(toMessage(track.event).messageId);

const toText = (body: unknown): string =>
  Buffer.isBuffer(body) ? body.toString("utf8") : String(JSON.stringify(body));

/** Looks at the queues and the inbox from outside, as anybody could, and books what is seen. */
const makeLook = (stack: Stack, tracks: readonly Track[], queues: QueuePeek, unexpected: Map<string, InboxMail>) => {
  const seen = new Set<string>();
  return async (): Promise<void> => {
    const published = tracks.filter((track) => track.publishedAt !== undefined);
    const waiting = published.filter((track) => track.receivedInMs === undefined);
    if (waiting.length > 0) {
      const held = new Set((await queues.peek(EVENT_QUEUE)).map((message) => message.messageId));
      for (const track of waiting) {
        if (!held.has(messageId(track))) track.receivedInMs = Math.round(performance.now() - (track.publishedAt ?? 0));
      }
    }
    const broken = published.find(
      (track) => track.expectation.outcome === "rejected" && track.rejectedInMs === undefined,
    );
    if (broken?.receivedInMs !== undefined) {
      const copy = (await queues.peek(REJECTED_QUEUE)).find(({ body }) => toText(body).includes(broken.submissionId));
      if (copy) {
        broken.rejectedInMs = Math.round(performance.now() - (broken.publishedAt ?? 0));
        broken.problems = String(copy.applicationProperties?.["problems"] ?? "");
      }
    }
    const mails = (await readInbox(stack.readyLine.inbox ?? "")).filter(({ id }) => !seen.has(id));
    for (const { id } of mails) seen.add(id);
    for (const mail of bookMails(tracks, mails, performance.now())) unexpected.set(mail.id, mail);
  };
};

const publishTracks = async (stack: Stack, tracks: readonly Track[]): Promise<void> => {
  const messages = tracks.map((track) => toMessage(track.event));
  const publishedAt = performance.now();
  for (const track of tracks) track.publishedAt = publishedAt;
  await publish(stack.readyLine.serviceBus ?? "", messages);
};

/** Runs the sweep once everything else is in, again every second until the digest is there. */
const makeSweep = (stack: Stack, tracks: readonly Track[]) => {
  let next = 0;
  return async (): Promise<void> => {
    const late = tracks.filter((track) => track.expectation.outcome === "announced" && !isDone(track));
    const ready = late.length > 0 && late.every((track) => track.receivedInMs !== undefined);
    if (!ready || performance.now() < next) return;
    next = performance.now() + SWEEP_EVERY_IN_MS;
    await runTimer(stack.readyLine.http ?? "", stack.masterKey ?? "", "sweep-sla");
  };
};

/** Sends the mail of one review again over HTTP and waits for it to arrive. */
const playResend = async (stack: Stack, track: Track, deadline: number): Promise<Play["resend"]> => {
  const { http, inbox, functionKey } = stack.readyLine;
  const before = new Set((await readInbox(inbox ?? "")).map(({ id }) => id));
  const startedAt = performance.now();
  const { status, detail } = await requestResend(
    http ?? "",
    functionKey ?? "",
    track.submissionId,
    "The publisher asked for it again.",
  );
  if (status !== 202) return { problem: `the resend was answered ${status} ${detail}`.trim() };
  while (performance.now() < deadline) {
    const mail = (await readInbox(inbox ?? "")).find(
      ({ id, content }) => !before.has(id) && content.includes(track.submissionId),
    );
    if (mail) return { to: mail.to.join(", "), ms: Math.round(performance.now() - startedAt) };
    await pause(LOOK_EVERY_IN_MS);
  }
  return { problem: "the mail of the resend did not arrive" };
};

/** Publishes the samples, watches until everything expected was seen or the time is up, and sends one mail again. */
export const play = async (
  stack: Stack,
  tracks: readonly Track[],
  { progress, timeoutInMs, isStopped }: { progress: Progress; timeoutInMs: number; isStopped: () => boolean },
): Promise<Play> => {
  const deadline = performance.now() + timeoutInMs;
  const unexpected = new Map<string, InboxMail>();
  const queues = openQueuePeek(stack.readyLine.serviceBus ?? "");
  const look = makeLook(stack, tracks, queues, unexpected);
  const sweep = makeSweep(stack, tracks);
  const watch = async (until: () => boolean): Promise<void> => {
    while (!isStopped() && performance.now() < deadline) {
      await look();
      progress.update(tracks);
      if (until()) return;
      await sweep();
      await pause(LOOK_EVERY_IN_MS);
    }
  };
  try {
    await look(); // a folder with a past has mails of its own, which are not ours to count
    unexpected.clear();
    const first = tracks.filter((track) => track.expectation.first);
    await publishTracks(stack, first);
    await watch(() => first.every(isDone));
    await publishTracks(
      stack,
      tracks.filter((track) => !track.expectation.first),
    );
    await watch(() => tracks.every(isDone));
    const shown = tracks.find(
      (track) =>
        track.expectation.outcome === "mailed" && track.expectation.to.length === 1 && !track.expectation.first,
    );
    const resend =
      shown && isDone(shown) && !isStopped()
        ? await playResend(stack, shown, deadline)
        : { problem: "the resend was not tried" };
    return { unexpected: [...unexpected.values()], resend };
  } finally {
    await queues.close().catch(() => {});
  }
};
