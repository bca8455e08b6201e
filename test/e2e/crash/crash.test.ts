import { isInTime, isSound } from "./is-sound.ts";
import { POINTS, type Point } from "./points.ts";
import { type Matrix, runMatrix } from "./run-matrix.ts";

jest.setTimeout(240_000);

/** A lease of 45 s has to run out in any case; locks shorter than that cost nothing more. */
const LOCK = "PT20S";

/** The most telling ones; `matrix.ts` runs them all. */
const CHOICE: readonly (readonly [Point["way"], Point["effect"]])[] = [
  ["sweep", "announcement"],
  ["event", "index row"],
  ["event", "event transaction"],
  ["event", "mail"],
  ["rejected", "put aside"],
  ["resend", "resend row"],
  ["resend", "claim"],
  ["report", "report"],
  ["retry", "next attempt"],
  ["acs", "mail"],
];

const chosen = POINTS.filter(
  ({ way, when, effect }) => when === "after" && CHOICE.some((choice) => choice[0] === way && choice[1] === effect),
);

describe("runMatrix", () => {
  let matrix: Matrix;

  beforeAll(async () => {
    matrix = await runMatrix(chosen, { lockDuration: LOCK, isHasty: true });
  });

  it("loses nothing and doubles nothing, wherever the host is killed", () => {
    expect(matrix.results).toHaveLength(CHOICE.length);
    expect(matrix.results.filter((result) => !isSound(result))).toEqual([]);
  });

  it("keeps in the row that a mail may have been sent before", () => {
    const result = matrix.results.find(({ way, effect }) => way === "event" && effect === "mail");
    expect(result).toMatchObject({ mails: 2, isUnknownKept: true, state: "accepted" });
  });

  it("asks a service that can be asked, and sends nothing twice", () => {
    const result = matrix.results.find(({ way }) => way === "acs");
    expect(result).toMatchObject({ mails: 1, isUnknownKept: true, state: "accepted, requested 1×" });
  });

  it("recovers within two minutes at each point", () => {
    expect(matrix.results.filter((result) => !isInTime(result))).toEqual([]);
  });

  it("leaves nothing behind", () => {
    expect(matrix).toMatchObject({ deadLetters: 0, open: 0 });
  });
});
