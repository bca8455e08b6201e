import { hasCode } from "../errors.ts";
import { HEARTBEAT, readHeartbeat } from "../ledger/heartbeat.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { Clock, EntityStore } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { PROBE } from "../told-apart.ts";
import { checkCalendar, checkDueTimes } from "./check-calendars.ts";
import type { Found, HealthCheck } from "./check-health.ts";
import { checkMail } from "./check-mail.ts";

/** What the checks of our own state need. */
export interface HealthDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
  /** The calendar that new clocks start with. */
  readonly calendar: string;
  /** How many articles and policies cannot be read as they are. */
  readonly contentProblems: number;
  /** Resolves when the bus answered. */
  readonly askBus: () => Promise<void>;
}

/** Older than this, and nobody announces breaches any more. */
const SWEEP_WITHIN_IN_MS = 3 * 60_000;

/** The checks of ledger, bus, sweep, mail, content and calendars. Others can be put beside them. */
export const makeHealthChecks = (deps: HealthDeps): HealthCheck[] => [
  { name: "ledger", run: async () => await checkLedger(deps) },
  { name: "bus", run: async () => await checkBus(deps) },
  { name: "sweep", run: async () => await checkSweep(deps) },
  { name: "mail", run: async () => await checkMail(deps) },
  { name: "content", run: async () => checkContent(deps) },
  { name: "calendar", run: async () => checkCalendar(deps) },
  { name: "dueTimes", run: async () => await checkDueTimes(deps) },
];

const checkLedger = async ({ store }: HealthDeps): Promise<Found> => {
  try {
    await store.get("state", HEARTBEAT.partition, HEARTBEAT.row);
    // Reading is not enough: a role may allow that alone.
    await store.transact("state", PROBE.partition, [{ kind: "upsert", rowKey: PROBE.row, fields: {} }]);
  } catch (error) {
    const isRefused = hasCode(error, "LEDGER_DENIED") || hasCode(error, "LEDGER_REFUSED");
    if (!isRefused) throw error;
    return {
      status: "red",
      message:
        "It refuses us, and waiting does not help: look at the role of our identity, its address and its tables.",
    };
  }
  return { status: "green", message: "It answers, and takes what we write." };
};

const checkBus = async ({ askBus }: HealthDeps): Promise<Found> => {
  await askBus();
  return { status: "green", message: "It answers." };
};

const checkSweep = async ({ store }: HealthDeps): Promise<Found> => {
  const heartbeat = await readHeartbeat(store);
  if (heartbeat === undefined) return { status: "amber", message: "No sweep was made yet." };
  const { sweptAt: lastSweepAt, ageInMs } = heartbeat;
  return ageInMs > SWEEP_WITHIN_IN_MS
    ? { status: "red", message: "The last sweep is older than 3 minutes: nothing is announced.", lastSweepAt }
    : { status: "green", message: "The last sweep is younger than 3 minutes.", lastSweepAt };
};

const checkContent = ({ contentProblems }: HealthDeps): Found =>
  contentProblems === 0
    ? { status: "green", message: "Every article and policy can be read." }
    : {
        status: "amber",
        message: `Problems in articles and policies: ${contentProblems}; npm run articles names them.`,
      };
