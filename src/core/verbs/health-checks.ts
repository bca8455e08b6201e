import { hasCode } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { type Instant, msBetween, parseInstant, plusMs } from "../instant.ts";
import { DUE_PARTITIONS, PROVISIONAL_PARTITION, parseDueRow, REVIEW_ROW } from "../ledger/keys.ts";
import { listRows } from "../ledger/list-rows.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { fromReviewEntity } from "../ledger/review-entity.ts";
import { isOpen, type Notification } from "../notifications/notification.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { type CalendarCatalogue, calendarHorizons } from "../sla/calendar-catalogue.ts";
import { PROBE } from "../told-apart.ts";
import type { HealthCheck } from "./check-health.ts";
import { HEARTBEAT } from "./sweep-sla.ts";

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
/** A mail that waits longer than this is worth a look. */
const MAIL_WITHIN_IN_MS = 15 * 60_000;
/** A fault of ours that lasts longer than this stops every mail. */
const OURS_WITHIN_IN_MS = 60_000;
/** Open notifications are looked for in the due index this far ahead: the longest distance at which one is put back. */
const LOOK_AHEAD_IN_MS = 6 * 60 * 60_000 + 60_000;

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

type Found = Awaited<ReturnType<HealthCheck["run"]>>;

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

/** The mail provider is not asked: only sending would tell, and what waits tells as well. */
const checkMail = async ({ store, log, clock }: HealthDeps): Promise<Found> => {
  const now = clock.now();
  const found = (
    await Promise.all(
      DUE_PARTITIONS.map(async (partition) => {
        const entities = await listRows(store, "due", partition, { to: plusMs(now, LOOK_AHEAD_IN_MS) });
        return entities
          .map(({ rowKey, fields }) => ({ key: parseDueRow(rowKey), count: Number(fields.overdueCount ?? 0) }))
          .flatMap(({ key, count }) =>
            key?.kind === "open" ? [{ id: key.id, isOverdue: count > 0 || key.at < now, count }] : [],
          )
          .sort((a, b) => Number(b.isOverdue) - Number(a.isOverdue) || b.count - a.count)
          .slice(0, 5);
      }),
    )
  ).flat();
  const rows = await Promise.all(found.map(async ({ id, isOverdue }) => ({ isOverdue, stored: await log.get(id) })));
  const open = rows.flatMap(({ isOverdue, stored }) =>
    stored !== undefined && isOpen(stored.notification.state) && stored.notification.reason !== "held"
      ? [{ isOverdue, notification: stored.notification }]
      : [],
  );
  if (open.some(({ notification }) => isRefusedForUs(notification, now))) {
    return {
      status: "red",
      message: "No mail goes out: look at the mail server's address, its login, TLS and our sender.",
    };
  }
  const [oldest] = open
    .filter(({ isOverdue, notification }) => isOverdue || notification.state === "retrying")
    .map(({ notification }) => notification.createdAt)
    .sort();
  return oldest === undefined
    ? { status: "green", message: "No mail waits longer than it should." }
    : mailMessage(oldest, now);
};

/** A fault of ours that has lasted: one try that met it may have met a hiccup. */
const isRefusedForUs = ({ state, attempts, firstAttemptAt }: Notification, now: Instant): boolean =>
  state === "retrying" &&
  attempts.at(-1)?.ours === true &&
  firstAttemptAt !== undefined &&
  msBetween(firstAttemptAt, now) > OURS_WITHIN_IN_MS;

const mailMessage = (oldest: Instant, now: Instant): Found => {
  const minutes = Math.floor(msBetween(oldest, now) / 60_000);
  const status = msBetween(oldest, now) > MAIL_WITHIN_IN_MS ? "amber" : "green";
  return { status, message: `The oldest mail that is overdue has waited ${minutes} minutes.` };
};

const checkContent = ({ contentProblems }: HealthDeps): Found =>
  contentProblems === 0
    ? { status: "green", message: "Every article and policy can be read." }
    : {
        status: "amber",
        message: `${contentProblems} problems in articles and policies; npm run articles names them.`,
      };

/** A review whose due time is not known is announced by nobody. */
const checkDueTimes = async ({ store }: HealthDeps): Promise<Found> => {
  const entities = await listRows(store, "state", PROVISIONAL_PARTITION, {});
  let provisional = 0;
  await inParallel(entities, 16, async ({ rowKey }) => {
    const entity = await store.get("reviews", rowKey, REVIEW_ROW);
    if (entity !== undefined && fromReviewEntity(entity).record.clock.isProvisional) provisional += 1;
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
