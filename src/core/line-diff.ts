/** A line that only one of two texts has. */
export interface LineChange {
  readonly op: "-" | "+";
  readonly line: string;
}

/** The lines that were taken out of `before`, then those that came into `after`, each in its order. Moved lines count as unchanged. */
export const diffLines = (before: string, after: string): LineChange[] => [
  ...without(before, after).map((line) => ({ op: "-", line }) as const),
  ...without(after, before).map((line) => ({ op: "+", line }) as const),
];

const without = (text: string, other: string): string[] => {
  const counts = new Map<string, number>();
  for (const line of other.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
  return text.split("\n").filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
};
