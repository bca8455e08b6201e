import { styleText } from "node:util";
import { findMissingRecipients, isDone, lastMs, type Track } from "./track.ts";

/** Shows how far each sample is. */
export interface Progress {
  update(tracks: readonly Track[]): void;
}

const describe = (track: Track): string => {
  const { expectation, receivedInMs, mails } = track;
  if (track.publishedAt === undefined) return "waiting";
  if (receivedInMs === undefined && mails.length === 0) return "published";
  if (track.rejectedInMs !== undefined) return "put aside whole";
  if (expectation.outcome === "recorded") return "received, no mail to send";
  if (mails.length === 0) return expectation.outcome === "announced" ? "received, waits for the sweep" : "received";
  const count = mails.length > 1 ? ` ×${mails.length}` : "";
  const rest = findMissingRecipients(track).length > 0 ? ", more to come" : "";
  return expectation.outcome === "announced"
    ? "received → breach announced"
    : `received → mail accepted${count}${rest}`;
};

const line = (track: Track, widest: number): string => {
  const ms = lastMs(track);
  const mark = isDone(track) ? styleText("green", "✓") : styleText("dim", "·");
  const time = ms === undefined ? "" : styleText("dim", `${ms} ms`);
  return `  ${mark} ${track.expectation.event.padEnd(widest)}  ${describe(track)}  ${time}`.trimEnd();
};

const width = (tracks: readonly Track[]): number =>
  Math.max(...tracks.map(({ expectation }) => expectation.event.length));

/** On a terminal: one line a sample, rewritten in place. */
const onTerminal = (stream: NodeJS.WriteStream): Progress => {
  let drawn = 0;
  let last = "";
  return {
    update: (tracks) => {
      // A line wider than the terminal would wrap, and moving up by lines would then land in the wrong place.
      const lines = tracks.map((track) => line(track, Math.min(width(tracks), (stream.columns || 80) - 40)));
      const text = lines.map((each) => `${each}\u001b[K\n`).join("");
      if (text === last) return;
      stream.write(`${drawn > 0 ? `\u001b[${drawn}A` : ""}${text}`);
      drawn = lines.length;
      last = text;
    },
  };
};

/** Elsewhere: one line for each step of a sample. */
const inLines = (stream: NodeJS.WriteStream): Progress => {
  const told = new Map<Track, string>();
  return {
    update: (tracks) => {
      for (const track of tracks) {
        const state = describe(track);
        if (state === "waiting" || told.get(track) === state) continue;
        told.set(track, state);
        stream.write(`${line(track, width(tracks))}\n`);
      }
    },
  };
};

/** Live progress, fit for where it is written to. */
export const makeProgress = (stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? onTerminal(stream) : inLines(stream);
