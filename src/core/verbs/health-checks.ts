import { hasCode } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { msBetween, parseInstant } from "../instant.ts";
import { HEARTBEAT } from "../ledger/heartbeat.ts";
import { PROVISIONAL_PARTITION } from "../ledger/keys.ts";
import { listRows } from "../ledger/list-rows.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { readRecord } from "../ledger/review-rows.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { type CalendarCatalogue, calendarHorizons } from "../sla/calendar-catalogue.ts";
import { PROBE } from "../told-apart.ts";
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
  const row = await store.get("state", HEARTBEAT.partition, HEARTBEAT.row);
  const lastSweepAt = parseInstant(String(row?.fields.sweptAt ?? ""));
  if (row === undefined || lastSweepAt === undefined) return { status: "amber", message: "No sweep was made yet." };
  // Clocks of machines differ: the age is told by the store's own.
  const isOld = msBetween(row.writtenAt, row.readAt) > SWEEP_WITHIN_IN_MS;
  return isOld
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

/** A review whose due time is not known is announced by nobody. */
const checkDueTimes = async ({ store }: HealthDeps): Promise<Found> => {
  const entities = await listRows(store, "state", PROVISIONAL_PARTITION, {});
  let provisional = 0;
  await inParallel(entities, 16, async ({ rowKey }) => {
    const record = await readRecord(store, rowKey);
    if (record?.clock.isProvisional) provisional += 1;
  });
  return provisional === 0
    ? { status: "green", message: "Every running clock has its due time." }
    : { status: "red", message: `${provisional} reviews need a calendar that reaches further.` };
};

const checkCalendar = ({ calendars, clock, calendar }: HealthDeps): Found => {
  const { reference } = calendars.current(calendar);
  const horizon = calendarHorizons(calendars, clock.now()).find((one) => one.calendar === reference);
  if (horizon === undefined) return { status: "red", message: "The calendar of new clocks is not installed." };
  const shown = { calendar: horizon };
  if (horizon.isShort) return { status: "amber", message: "The calendar ends in less than 12 months.", ...shown };
  if (horizon.incomplete) return { status: "amber", message: "The calendar lacks some holidays.", ...shown };
  return { status: "green", message: `The calendar reaches to ${horizon.to}.`, ...shown };
};
