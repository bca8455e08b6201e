import { CronExpressionParser } from "cron-parser";
import { HostError } from "./host-error.ts";

export type Schedule = {
  text: string;
  /** The first occurrence after this instant, never the instant itself. */
  nextAfter: (instant: Date) => Date;
  /** True when it fires more than once a minute: the real host then keeps no schedule status. */
  isFrequent: boolean;
};

const DAY_IN_MS = 86_400_000;
const MAX_DAYS = 366 * 40;

const parseCron = (text: string, currentDate: Date) => CronExpressionParser.parse(text, { currentDate, tz: "UTC" });

const nextOf = (text: string, after: Date): Date => parseCron(text, after).next().toDate();

const nextOnWeekday = (anyWeekday: string, weekdays: readonly number[], after: Date): Date => {
  let from = after;
  for (let day = 0; day < MAX_DAYS; day += 1) {
    const candidate = nextOf(anyWeekday, from);
    if (weekdays.includes(candidate.getUTCDay())) return candidate;
    from = new Date(Math.floor(candidate.getTime() / DAY_IN_MS + 1) * DAY_IN_MS - 1);
  }
  throw new HostError(`The schedule "${anyWeekday}" never fires.`, { exitCode: 2 });
};

/** An NCRONTAB expression in UTC: six fields, or five for a schedule of whole minutes. */
export const parseSchedule = (text: string, functionName: string): Schedule => {
  const fields = text.trim().split(/\s+/);
  const six = fields.length === 5 ? ["0", ...fields] : fields;
  const refuse = (reason: string, cause?: unknown) =>
    new HostError(`The function "${functionName}" has the schedule "${text}": ${reason}.`, { exitCode: 2, cause });
  if (six.length !== 6) throw refuse("expected six fields, {second} {minute} {hour} {day} {month} {day of week}");
  // cron-parser reads more than NCRONTAB does (?, L, #, H, 7 for Sunday), which the real host would refuse.
  if (!/^[-0-9*,/ A-Z]+$/i.test(six.join(" ")) || /\b[HL]\b/i.test(text) || /7/.test(six[5] ?? "")) {
    throw refuse("it is no NCRONTAB expression");
  }
  const expression = six.join(" ");
  try {
    const parsed = parseCron(expression, new Date(0));
    const seconds = parsed.fields.second.values.length;
    // Cron fires when day of month OR day of week fits, NCRONTAB only when both do.
    const both = six[3] !== "*" && six[5] !== "*";
    const anyWeekday = [...six.slice(0, 5), "*"].join(" ");
    const weekdays = parsed.fields.dayOfWeek.values.map(Number);
    const schedule: Schedule = {
      text: expression,
      isFrequent: seconds > 1,
      nextAfter: (instant) => (both ? nextOnWeekday(anyWeekday, weekdays, instant) : nextOf(expression, instant)),
    };
    schedule.nextAfter(new Date(0));
    return schedule;
  } catch (cause) {
    throw refuse("it is no NCRONTAB expression", cause);
  }
};
