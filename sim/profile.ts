import type { AlertRoute } from "../src/core/notifications/alert-teams.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** How bad the world of one seed is. Rates are probabilities a call or a message. */
export interface Profile {
  readonly hosts: number;
  readonly provider: "smtp" | "acs";
  readonly unknownMail: "resend" | "hold";
  readonly allowList: readonly string[] | undefined;
  readonly alertRecipients: readonly string[];
  /** Some offer types have a team of their own, with one address in common with the others. */
  readonly alertRoutes: readonly AlertRoute[];
  /** Who is told of late reviews that nobody has; nobody when empty. */
  readonly escalationRecipients: readonly string[];
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
  /** How many of the mails that were taken are reported on; the other reports are lost. */
  readonly reports: number;
  /** How many reports tell of something else than a delivery. */
  readonly badReports: number;
  /** How many mails are reported on before they are sent, as after a restore of the ledger. */
  readonly earlyReports: number;
  /** Largest difference between a host's clock and true time. */
  readonly skewInMs: number;
  readonly clockJumps: boolean;
  /** Services that are away for a while. */
  readonly outages: readonly ("store" | "bus" | "mail")[];
  /** True when everything is published within minutes in which sweeps follow each other closely, so that they meet everything half done. */
  readonly isBusy: boolean;
  /** True when the provider is never well enough for mails to go out with their events: all of them go by the queue. */
  readonly isByQueue: boolean;
  /** True when nothing can make the outcome of a mail unknown: only answers of the ledger are lost, and messages come twice. */
  readonly isGentle: boolean;
  /** True when clocks agree and nothing is slow, so that the mails themselves keep the quota, and not only their slots. */
  readonly isSteady: boolean;
}

const RATES = [0, 0.01, 0.03, 0.1] as const;

/** A slot is good for seconds: processes that die every few seconds, and come back minutes off, would miss one after the other. */
const inTimeForSlots = (profile: Profile): Profile => ({
  ...profile,
  skewInMs: Math.min(profile.skewInMs, 60_000),
  crashes: Math.min(profile.crashes, 0.006),
});

const CALM = { mailFaults: 0, crashes: 0, lostLocks: 0, slowCalls: 0, clockJumps: false, outages: [] } as const;
const STEADY = { storeFaults: 0, slowCalls: 0, skewInMs: 0, clockJumps: false, outages: ["bus", "mail"] } as const;

/** Every fault is absent from some seeds and frequent in others. */
export const drawProfile = (random: SeededRandom): Profile => {
  // By what is drawn anyway, so that each seed stays the world that it was.
  const faults = drawHarsh(random);
  const drawn = {
    ...faults,
    alertRoutes: faults.hosts === 2 ? ROUTES : [],
    escalationRecipients: faults.provider === "smtp" ? ["team-head@notifier.example"] : [],
  };
  const harsh = drawn.perMinute === undefined ? drawn : inTimeForSlots(drawn);
  const kind = random.fraction();
  if (kind < 0.15) return { ...harsh, ...CALM, isGentle: true };
  if (kind < 0.22) return { ...harsh, ...STEADY, perMinute: random.pick([2, 3]), isSteady: true };
  return harsh;
};

const ROUTES: readonly AlertRoute[] = [
  {
    offerTypes: ["managedService", "azureVirtualMachine"],
    addresses: ["team-vm@notifier.example", "team-one@notifier.example"],
  },
];

const drawHarsh = (random: SeededRandom): Profile => ({
  hosts: random.between(1, 3),
  provider: random.pick(["smtp", "acs"]),
  unknownMail: random.pick(["resend", "resend", "hold"]),
  allowList: random.pick([undefined, undefined, ["*@contoso.example", "team-*"]]),
  alertRecipients: random.pick([
    ["team-one@notifier.example"],
    ["team-one@notifier.example", "team-two@notifier.example"],
  ]),
  alertRoutes: [],
  escalationRecipients: [],
  storeFaults: random.pick(RATES),
  busFaults: random.pick(RATES),
  mailFaults: random.pick([0, 0.1, 0.3, 0.6]),
  crashes: random.pick([0, 0.002, 0.006, 0.02]),
  duplicates: random.pick([0, 0.05, 0.3]),
  delays: random.pick([0, 0.05, 0.2]),
  lostLocks: random.pick([0, 0.02, 0.2]),
  slowCalls: random.pick([0, 0.005, 0.03]),
  perMinute: random.pick([undefined, undefined, undefined, 2]),
  reports: random.pick([0, 0.5, 1]),
  badReports: random.pick([0, 0.2, 0.6]),
  earlyReports: random.pick([0, 0, 0.2]),
  skewInMs: random.pick([0, 2_000, 60_000, 300_000]),
  clockJumps: random.chance(0.3),
  outages: (["store", "bus", "mail"] as const).filter(() => random.chance(0.25)),
  isBusy: random.chance(0.2),
  isByQueue: random.chance(0.4),
  isGentle: false,
  isSteady: false,
});
