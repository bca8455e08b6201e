import type { SeededRandom } from "./seeded-random.ts";

/** How bad the world of one seed is. Rates are probabilities a call or a message. */
export interface Profile {
  readonly hosts: number;
  readonly provider: "smtp" | "acs";
  readonly unknownMail: "resend" | "hold";
  readonly allowList: readonly string[] | undefined;
  readonly alertRecipients: readonly string[];
  readonly storeFaults: number;
  readonly busFaults: number;
  readonly mailFaults: number;
  readonly crashes: number;
  readonly duplicates: number;
  readonly delays: number;
  readonly lostLocks: number;
  readonly slowCalls: number;
  /** The provider's quota. */
  readonly perMinute: number | undefined;
  /** Largest difference between a host's clock and true time. */
  readonly skewInMs: number;
  readonly clockJumps: boolean;
  /** Services that are away for a while. */
  readonly outages: readonly ("store" | "bus" | "mail")[];
  /** True when everything is published within minutes in which sweeps follow each other closely, so that they meet everything half done. */
  readonly isBusy: boolean;
  /** True when nothing can make the outcome of a mail unknown: only answers of the ledger are lost, and messages come twice. */
  readonly isGentle: boolean;
}

const RATES = [0, 0.01, 0.03, 0.1] as const;

/** Every fault is absent from some seeds and frequent in others. */
export const drawProfile = (random: SeededRandom): Profile => {
  const harsh = drawHarsh(random);
  if (!random.chance(0.15)) return harsh;
  const calm = { mailFaults: 0, crashes: 0, lostLocks: 0, slowCalls: 0, clockJumps: false, outages: [] };
  return { ...harsh, ...calm, isGentle: true };
};

const drawHarsh = (random: SeededRandom): Profile => ({
  hosts: random.between(1, 3),
  provider: random.pick(["smtp", "acs"]),
  unknownMail: random.pick(["resend", "resend", "hold"]),
  allowList: random.pick([undefined, undefined, ["*@contoso.example", "team-*"]]),
  alertRecipients: random.pick([
    ["team-one@notifier.example"],
    ["team-one@notifier.example", "team-two@notifier.example"],
  ]),
  storeFaults: random.pick(RATES),
  busFaults: random.pick(RATES),
  mailFaults: random.pick([0, 0.1, 0.3, 0.6]),
  crashes: random.pick([0, 0.002, 0.006, 0.02]),
  duplicates: random.pick([0, 0.05, 0.3]),
  delays: random.pick([0, 0.05, 0.2]),
  lostLocks: random.pick([0, 0.02, 0.2]),
  slowCalls: random.pick([0, 0.005, 0.03]),
  perMinute: random.pick([undefined, undefined, 2]),
  skewInMs: random.pick([0, 2_000, 60_000, 300_000]),
  clockJumps: random.chance(0.3),
  outages: (["store", "bus", "mail"] as const).filter(() => random.chance(0.25)),
  isBusy: random.chance(0.2),
  isGentle: false,
});
