import type { CoverageMatrix } from "../../src/core/policies/coverage-matrix.ts";
import { align, type Cell } from "./align.ts";
import type { Paint } from "./paint.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MARKS = { guidance: "text", none: "·", notApplicable: "" } as const;

/** Policy by offer type: `text` where a mail helps with our own words, `·` where there is a hole, nothing where the policy is not for the type. */
export const showCoverage = (
  { offerTypes, rows }: CoverageMatrix,
  articleOf: (offerType: string) => string | undefined,
  paint: Paint,
): readonly string[] => {
  const letter = (index: number): string => LETTERS[index] ?? String(index);
  const header: Cell[] = [
    { text: "policy" },
    ...offerTypes.map((_, index) => ({ text: letter(index) })),
    { text: "title" },
  ];
  const lines = rows.map(({ id, title, cells }): Cell[] => [
    { text: id },
    ...cells.map((cell) => ({ text: MARKS[cell], paint: cell === "guidance" ? paint.good : paint.dim })),
    { text: title ?? "" },
  ]);
  const cells = rows.flatMap((row) => row.cells);
  const total = (wanted: string): number => cells.filter((cell) => cell === wanted).length;
  return [
    ...align(
      offerTypes.map((type, index) => [
        { text: letter(index) },
        { text: type },
        { text: articleOf(type) ?? "no article", paint: articleOf(type) === undefined ? paint.bad : paint.dim },
      ]),
    ),
    "",
    ...align([header, ...lines]),
    "",
    paint.strong(
      `${total("guidance")} with text, ${total("none")} holes (·), ${total("notApplicable")} not for that offer type`,
    ),
  ];
};
