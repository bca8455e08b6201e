import { findMissingRecipients, isDone, lastMs, type Track } from "./track.ts";

const happened = (track: Track): string => {
  if (!isDone(track)) return "INCOMPLETE";
  return {
    mailed: "mail accepted",
    recorded: "recorded, no mail",
    announced: "breach announced",
    rejected: "put aside",
  }[track.expectation.outcome];
};

const recipients = ({ expectation, mails }: Track): readonly string[] => {
  if (mails.length > 0) return mails.map(({ to }) => to);
  return expectation.outcome === "rejected" ? ["certification-results-rejected"] : ["nobody"];
};

/** What became of each sample: the event, what happened, to whom, in how many milliseconds. */
export const renderTable = (tracks: readonly Track[]): string => {
  const header = ["event", "what happened", "to whom", "ms"] as const;
  const rows = tracks.flatMap((track) =>
    recipients(track).map((to, index) => {
      const ms = track.mails[index]?.ms ?? lastMs(track);
      return [
        index === 0 ? track.expectation.event : "",
        index === 0 ? happened(track) : "",
        to,
        String(ms ?? "–"),
      ] as const;
    }),
  );
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const render = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => (column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ")}`;
  return [render(header), render(widths.map((each) => "─".repeat(each))), ...rows.map(render)].join("\n");
};

/** One sentence for each thing that should have been seen and was not. */
export const listMissing = (tracks: readonly Track[]): readonly string[] =>
  tracks.flatMap((track) => {
    const { event, outcome } = track.expectation;
    return [
      ...(track.receivedInMs === undefined ? [`${event}: not received from the queue`] : []),
      ...findMissingRecipients(track).map((to) => `${event}: no mail to ${to}`),
      ...(outcome === "rejected" && track.rejectedInMs === undefined ? [`${event}: not put aside`] : []),
    ];
  });
